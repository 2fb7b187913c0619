import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../lib/processes.mjs';
import { foldChanges, readChange } from './changelog.mjs';

const change = (text) => {
  const read = readChange(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.sections;
};
const RELEASED = '# Changelog\n\n## 0.1.0 (2026-01-01)\n\n### Running\n\n- Old.\n';

it('every file of changes/ can be read', () => {
  const folder = path.join(ROOT, 'changes');
  const problems = readdirSync(folder)
    .filter((name) => name !== 'README.md')
    .map((name) => ({ name, ...readChange(readFileSync(path.join(folder, name), 'utf8')) }))
    .filter((change) => 'problem' in change);
  expect(problems).toEqual([]);
});

it('puts changes of several people under their headings, above the last release', () => {
  const changes = ['### Running\n\n- One.\n', '### New job\n- Two.\n\n### Running\n- Three,\n  that goes on.\n'].map(
    change,
  );
  expect(foldChanges(RELEASED, changes, '0.2.0', '2026-02-02')).toMatchObject({
    text: [
      '# Changelog',
      '',
      '## 0.2.0 (2026-02-02)',
      '',
      '### New job',
      '',
      '- Two.',
      '',
      '### Running',
      '',
      '- One.',
      '- Three,',
      '  that goes on.',
      '',
      '## 0.1.0 (2026-01-01)',
      '',
      '### Running',
      '',
      '- Old.',
      '',
    ].join('\n'),
  });
});

it('adds to what already stands under the version that is to be released', () => {
  const open = RELEASED.replace('2026-01-01', 'unreleased');
  expect(foldChanges(open, [change('### Running\n- New.\n')], '0.1.0', '2026-02-02')).toMatchObject({
    text: '# Changelog\n\n## 0.1.0 (2026-02-02)\n\n### Running\n\n- Old.\n- New.\n',
  });
  expect(foldChanges(open, [], '0.1.0', '2026-02-02')).toMatchObject({
    text: RELEASED.replace('2026-01-01', '2026-02-02'),
  });
});

it.each([
  [RELEASED, ['### Running\n- New.\n'], '0.1.0', '0.1.0 does not come after 0.1.0'],
  [RELEASED, ['### Running\n- New.\n'], '0.0.9', '0.0.9 does not come after 0.1.0'],
  [RELEASED.replaceAll('0.1.0', '0.10.0'), ['### Running\n- New.\n'], '0.9.0', '0.9.0 does not come after 0.10.0'],
  [RELEASED, [], '0.2.0', 'there is no change to release'],
  [
    RELEASED.replace('2026-01-01', 'unreleased'),
    [],
    '0.2.0',
    'CHANGELOG.md has 0.1.0 as unreleased: release that first',
  ],
  [
    RELEASED.replace('2026-01-01', 'unreleased').replace('Running', 'Strange'),
    [],
    '0.1.0',
    'CHANGELOG.md has text below "Strange" that would be lost',
  ],
])('of %j and %j, %s is refused: %s', (changelog, changes, version, problem) => {
  expect(foldChanges(changelog, changes.map(change), version, '2026-02-02')).toEqual({ problem });
});

it.each([
  ['', 'holds no change'],
  ['### Running\n', 'holds no change'],
  [
    '- No heading.\n',
    'needs one of these headings: ### New job, ### Running, ### Review, ### Safety, ### Terminal, ### Help',
  ],
  [
    '### Other\n- A.\n',
    'needs one of these headings: ### New job, ### Running, ### Review, ### Safety, ### Terminal, ### Help',
  ],
  ['### Running\nA.\n', expect.stringContaining('does not begin with "- "')],
])('a file that holds %j is refused: %s', (text, problem) => expect(readChange(text)).toEqual({ problem }));

it('reads what an editor on Windows wrote', () => {
  expect(change('### Running\r\n\r\n- A.\r\n')).toEqual(new Map([['Running', '- A.']]));
});
