import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './lib/processes.mjs';

let root;
const at = (...names) => path.join(root, ...names);
const read = (...names) => readFileSync(at(...names), 'utf8');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const json = (content) => `${JSON.stringify(content, null, 2)}\n`;

function commit(files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '-m', 'a change');
}

function release(...args) {
  const script = path.join(ROOT, 'scripts/release.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Everything that a release changes. */
const state = () => [
  git('log', '--format=%s'),
  git('tag', '--list'),
  git('status', '--porcelain'),
  read('CHANGELOG.md'),
];

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-release-'));
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Somebody');
  git('config', 'user.email', 'somebody@example.com');
  commit({
    'package.json': json({ name: 'app', version: '0.1.0', scripts: { check: 'node check.cjs' } }),
    'package-lock.json': json({
      name: 'app',
      version: '0.1.0',
      lockfileVersion: 3,
      packages: { '': { name: 'app', version: '0.1.0' }, 'node_modules/a': { version: '0.1.0' } },
    }),
    'check.cjs': '',
    'CHANGELOG.md': '# Changelog\n\n## 0.1.0 (2026-01-01)\n\n### Running\n\n- Old.\n',
    'changes/README.md': 'How to write one.\n',
    'changes/b.md': '### Running\n\n- Second.\n',
    'changes/a.md': '### Running\n\n- First.\n',
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a release moves the entries, sets the version, commits and tags', () => {
  expect(release('0.2.0')).toMatchObject({ status: 0, stdout: expect.stringContaining('git push --follow-tags') });
  expect(read('CHANGELOG.md')).toMatch(
    /^# Changelog\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n### Running\n\n- First\.\n- Second\.\n\n## 0\.1\.0 \(2026-01-01\)\n/,
  );
  expect(readdirSync(at('changes'))).toEqual(['README.md']);
  expect(JSON.parse(read('package.json')).version).toBe('0.2.0');
  const lock = JSON.parse(read('package-lock.json'));
  expect([lock.version, lock.packages[''].version, lock.packages['node_modules/a'].version]).toEqual([
    '0.2.0',
    '0.2.0',
    '0.1.0',
  ]);
  expect(git('log', '-1', '--format=%s')).toBe('release: 0.2.0');
  expect(git('rev-parse', 'v0.2.0^{commit}')).toBe(git('rev-parse', 'HEAD'));
  expect(git('cat-file', '-t', 'v0.2.0')).toBe('tag');
  expect(git('status', '--porcelain')).toBe('');
});

test('with --dry-run it says what it would do, and does nothing', () => {
  const before = state();
  const { status, stdout } = release('0.2.0', '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('tag v0.2.0');
  expect(stdout).toMatch(/## 0\.2\.0 \(.+\)\n\n### Running\n\n- First\.\n- Second\.\n/);
  expect(stdout).not.toContain('- Old.');
  expect(state()).toEqual(before);
});

test.each([
  ['a version that is none', ['next'], () => undefined, 'Usage:'],
  ['no version', [], () => undefined, 'Usage:'],
  ['a version that was', ['0.1.0'], () => undefined, '0.1.0 does not come after 0.1.0'],
  ['a tag that is there', ['0.2.0'], () => git('tag', 'v0.2.0'), 'there is a tag v0.2.0 already'],
  ['work that is not committed', ['0.2.0'], () => writeFileSync(at('new.txt'), ''), 'not committed'],
  [
    'an entry that cannot be read',
    ['0.2.0'],
    () => commit({ 'changes/c.md': '- No heading.\n' }),
    'changes/c.md needs one of',
  ],
  [
    'a red check',
    ['0.2.0'],
    () => commit({ 'check.cjs': 'process.exitCode = 1;' }),
    'npm run check failed: nothing was changed',
  ],
])('%s is refused, and nothing is changed', (_name, args, prepare, said) => {
  prepare();
  const before = state();
  expect(release(...args)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) });
  expect(state()).toEqual(before);
  expect(existsSync(at('changes/a.md'))).toBe(true);
});
