import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lacks } from '../../../testing/lacks.ts';
import { trackedFiles } from './git-index.ts';
import { ignoreRules } from './ignored.ts';
import { unfitToSearch } from './seen-files.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture();
});
afterEach(() => fixture.remove());

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'core.quotePath=false', ...args], { cwd: fixture.clonePath, encoding: 'utf8' });
const named = (...args: string[]): string[] =>
  git('ls-files', '-c', '-o', '--exclude-standard', '-z', ...args)
    .split('\0')
    .filter((file) => file !== '')
    .sort();

/** As the repository's files and rules, with tracked ones that the rules ignore. */
async function plant(): Promise<void> {
  const files: Record<string, string> = {
    '.gitignore': '*.log\n/build/\n!keep.log\ndoc/**/draft.md\nnode_modules\nwith space/\n\\#odd\n',
    'dist/.gitignore': '*\n',
    'dist/index.js': 'needle tracked\n',
    'dist/other.js': 'needle ignored\n',
    'a.log': 'needle\n',
    'keep.log': 'needle\n',
    'tracked.log': 'needle\n',
    'build/x.js': 'needle\n',
    'sub/build/x.js': 'needle\n',
    'doc/a/b/draft.md': 'needle\n',
    'doc/a/final.md': 'needle\n',
    'node_modules/a/index.js': 'needle\n',
    'pkg/.gitignore': '!*.log\nlocal\n',
    'pkg/b.log': 'needle\n',
    'pkg/local': 'needle\n',
    'with space/x': 'needle\n',
    '#odd': 'needle\n',
    'A.LOG': 'needle\n',
  };
  for (const [file, text] of Object.entries(files)) await fixture.write(file, text);
  git('init', '-q');
  git('add', '.');
  git('add', '-f', 'dist/index.js', 'tracked.log');
}

test('a tracked file is found, too, once a new .gitignore below the root ignores it', async () => {
  await plant();
  const found = async () => (await fixture.call('search_code', { pattern: 'needle', files_only: true })).content;
  expect(await found()).toContain('doc/a/final.md');
  await fixture.write('doc/a/.gitignore', '*\n');
  expect(await found()).toContain('doc/a/final.md');
});

test('ignored and not tracked are two things: what is listed, found and searched is what git names', async () => {
  await plant();
  await fixture.write('.git/info/exclude', 'keep.log\n');
  git('rm', '-q', '--cached', 'keep.log');
  const expected = git('-c', 'core.excludesFile=', 'ls-files', '-c', '-o', '--exclude-per-directory=.gitignore', '-z');
  const files = expected.split('\0').filter((file) => file !== '');
  const found = await fixture.call('search_code', { pattern: 'needle', files_only: true });
  const names = found.content
    .split('\n')
    .map((line) => line.replace(/ \(\d+\)$/, ''))
    .filter((line) => !line.startsWith('['));
  expect(names.sort()).toEqual(files.filter((file) => !file.endsWith('.gitignore')).sort());
  expect((await fixture.call('list_files', { path: 'dist' })).content).toBe('index.js');
  expect((await fixture.call('list_files', { glob: '*.log' })).content).toBe('pkg/\n b.log\nkeep.log\ntracked.log');
  const logs = await fixture.call('search_code', { pattern: 'needle', glob: '*.js' });
  expect(logs.content).toBe('sub/build/x.js\n1:needle\ndist/index.js\n1:needle tracked');
  // Asked for by name, an ignored folder is shown.
  expect(await fixture.call('search_code', { pattern: 'needle', path: 'node_modules' })).toMatchObject({ ok: true });
});

test.each([2, 3, 4])('an index of version %s is read as git reads it', async (version) => {
  await plant();
  await fixture.write('new.txt', 'x');
  if (version === 3) git('add', '--intent-to-add', 'new.txt');
  git('update-index', '--index-version', String(version));
  const tracked = named().filter((file) => git('ls-files', '--', file) !== '');
  expect([...trackedFiles(fixture.clonePath).files].sort()).toEqual(tracked);
});

test('rules are understood as git understands them', async () => {
  await plant();
  const { ignores } = ignoreRules(fixture.clonePath);
  const untracked = git('ls-files', '-o', '-z')
    .split('\0')
    .filter((file) => file !== '');
  const ignored = git('ls-files', '-o', '-i', '--exclude-standard', '-z')
    .split('\0')
    .filter((file) => file !== '');
  expect(untracked.filter(ignores).sort()).toEqual(ignored.sort());
});

test('tools say at once what will be no part of the change', async () => {
  await plant();
  await fixture.write('.gitmodules', '');
  git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},mod`);
  const write = async (path: string) => (await fixture.call('write_file', { path, content: 'x\n' })).content;
  const ignored = '; .gitignore ignores it: it will not be part of the change';
  expect(await write('.env.log')).toBe(`created .env.log (1 line)${ignored}`);
  expect(await write('node_modules/x.js')).toBe(`created node_modules/x.js (1 line)${ignored}`);
  expect(await write('tracked.log')).toBe('replaced tracked.log (+1 -1)');
  expect(await write('new.txt')).toBe('created new.txt (1 line)');
  expect(await write('mod/x.txt')).toBe(
    'created mod/x.txt (1 line); mod is a submodule: this will not be part of the change',
  );
  await fixture.write('inner/.git/HEAD', 'x');
  expect(await write('inner/deep/x.txt')).toMatch(/; inner is a repository of its own/);
  const edits = [{ old_string: 'needle', new_string: 'x' }];
  expect((await fixture.call('edit_file', { path: 'a.log', edits })).content).toBe(`edited a.log (+1 -1)${ignored}`);
  const move = async (from: string, to: string) => (await fixture.call('move_file', { from, to })).content;
  expect(await move('tracked.log', 'moved.log')).toBe('moved tracked.log to moved.log');
  const again = [{ old_string: 'x', new_string: 'y' }];
  expect((await fixture.call('edit_file', { path: 'moved.log', edits: again })).content).toBe(
    'edited moved.log (+1 -1)',
  );
  expect(await move('.env.log', 'b.log')).toBe(`moved .env.log to b.log${ignored}`);
  expect(await write('tracked.log')).toBe('created tracked.log (1 line)');
});

test('a link in the place of .git tells nothing of another repository', async () => {
  const other = path.join(fixture.folder, 'other');
  git('init', '-q', other);
  await writeFile(path.join(other, 'secret.env'), 'x');
  git('-C', other, 'add', '-f', 'secret.env');
  await fixture.write('.gitignore', '*.env\n');
  await symlink(path.join(other, '.git'), path.join(fixture.clonePath, '.git'));
  const { content } = await fixture.call('write_file', { path: 'secret.env', content: 'x' });
  expect(content).toContain('.gitignore ignores it');
});

const NO_PIPES = 'Windows has no named pipes in folders, and the system finds no rule files there';
describe.skipIf(lacks(process.platform === 'win32', NO_PIPES))('a file of rules that is none', () => {
  test.each([
    ['a named pipe', (file: string) => execFileSync('mkfifo', [file]), /named pipe/],
    ['a link to a device', (file: string) => symlinkSync('/dev/zero', file), /device/],
    [
      'four gigabytes',
      (file: string) => {
        writeFileSync(file, '');
        truncateSync(file, 4 * 1024 ** 3);
      },
      /4294967296 bytes/,
    ],
  ])('is named, and nothing waits for it: %s', async (_name, plantRules, words) => {
    await fixture.write('a.txt', 'needle\n');
    await fixture.write('sub/b.txt', 'needle\n');
    const rules = path.join(fixture.clonePath, 'sub/.gitignore');
    plantRules(rules);
    for (const call of [
      () => fixture.call('list_files', {}),
      () => fixture.call('search_code', { pattern: 'needle' }),
      () => fixture.call('list_files', { glob: '*.txt' }),
    ]) {
      const answer = await call();
      expect(answer).toMatchObject({ ok: false, content: expect.stringMatching(words) });
      expect(answer.content).toContain('sub/.gitignore');
    }
    await fixture.call('run_command', { command: 'rm sub/.gitignore' });
    expect(await fixture.call('list_files', {})).toMatchObject({ ok: true, content: 'sub/\n b.txt\na.txt' });
    await fixture.call('run_command', { command: 'mkfifo .gitattributes' });
    expect(await fixture.call('list_files', {})).toMatchObject({ ok: false });
  });

  test('a look that was broken off has not seen that all are fit', async () => {
    expect(await unfitToSearch(fixture.clonePath, AbortSignal.abort())).toBeNull();
    const rules = path.join(fixture.clonePath, '.gitignore');
    writeFileSync(rules, '');
    truncateSync(rules, 4 * 1024 ** 2);
    expect(await fixture.call('list_files', {})).toMatchObject({ ok: false });
  });

  test('a named pipe that is asked for by its name is not searched', async () => {
    execFileSync('mkfifo', [path.join(fixture.clonePath, 'pipe')]);
    const answer = await fixture.call('search_code', { pattern: 'needle', path: 'pipe' });
    expect(answer).toMatchObject({ ok: false, content: 'pipe is not a regular file' });
  });
});

test('a file that was tracked and ignored is named once as soon as its rule is gone', async () => {
  await fixture.write('sub/.gitignore', '*\n');
  await fixture.write('sub/kept.txt', 'x\n');
  git('init', '-q');
  git('add', '-f', 'sub/kept.txt');
  expect((await fixture.call('list_files', { glob: '*' })).details).toMatchObject({ entries: 1 });
  await rm(path.join(fixture.clonePath, 'sub/.gitignore'));
  expect(await fixture.call('list_files', { glob: '*' })).toMatchObject({
    content: 'sub/\n kept.txt',
    details: { entries: 1 },
  });
});

test('rules that are made to take for ever are no rules', async () => {
  await fixture.write('.gitignore', `${'**/a/'.repeat(12)}b\n*.log\n`);
  const { ignores } = ignoreRules(fixture.clonePath);
  expect([ignores(`${'a/'.repeat(200)}c`), ignores('x.log')]).toEqual([false, true]);
});
