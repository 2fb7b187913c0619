import { expect, it } from 'vitest';
import { atLeast, isAtLeast, report } from './doctor.mjs';

it.each([
  ['v20.19.0', '20.19', true],
  ['v20.18.3', '20.19', false],
  ['v24.1.0', '20.19', true],
  ['git version 2.39.5 (Apple Git-154)', '2.31', true],
  ['git version 2.9.1', '2.31', false],
  ['3', '2.31', true],
  ['2', '2.31', false],
  ['nothing that I know', '1', false],
])('%s is at least %s: %s', (version, wanted, is) => expect(isAtLeast(version, wanted)).toBe(is));

it('tells what is missing from what is too old', () => {
  expect(atLeast(null, '2.31')).toEqual({ missing: true });
  expect(atLeast('git version 2.20', '2.31')).toEqual({ broken: 'git version 2.20 is older than 2.31' });
  expect(atLeast('git version 2.31', '2.31')).toEqual({ version: 'git version 2.31' });
});

const line = (what, found, needed = true) => ({ what, found, needed, why: `why ${what}`, mend: `mend ${what}` });

it('says of each thing what was found and why it is needed, and how to mend only what is not fine', () => {
  const { text, code } = report([line('git', { version: '2.40' }), line('socat', { missing: true })]);
  expect(text.split('\n')).toEqual([
    '✓ git    2.40: why git',
    '✗ socat  missing: why socat',
    '         To mend: mend socat',
    '',
    'Needed: socat.',
  ]);
  expect(code).toBe(1);
});

it('is content without what is only wanted', () => {
  const { text, code } = report([line('git', { version: '2.40' }), line('fonts', { broken: 'none' }, false)]);
  expect(text).toContain('– fonts  none: why fonts\n         If you want it: mend fonts\n');
  expect(text).toContain('Nothing that is needed is missing.');
  expect(code).toBe(0);
});

it('does not take what is there and does not work for fine', () => {
  expect(report([line('bubblewrap', { broken: 'may not make a sandbox' })]).code).toBe(1);
});
