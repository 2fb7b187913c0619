import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputSegments, isGitInternal, locate } from './clone-path.ts';

test.each([
  ['.git', true],
  ['.GIT', true],
  ['.Git', true],
  ['.git.', true],
  ['.git ', true],
  ['.git . .', true],
  ['.git::$INDEX_ALLOCATION', true],
  ['.git:stream', true],
  ['git~1', true],
  ['GIT~1', true],
  ['git~12', true],
  ['\uFF0Egit', true],
  ['\u2024git', true],
  ['.\uFF47\uFF49\uFF54', true],
  ['.g\u200Cit', true],
  ['.gi\u200Bt', true],
  ['\uFEFF.git', true],
  ['.g\u0131t', true],
  ['.gitignore', false],
  ['.gitattributes', false],
  ['.github', false],
  ['git', false],
  ['x.git', false],
  ['git~x', false],
])('%j is git-internal: %s', (segment, expected) => {
  expect(isGitInternal(segment)).toBe(expected);
});

const accepts: [string, NodeJS.Platform, string[]][] = [
  ['', 'linux', []],
  ['.', 'linux', []],
  ['./', 'linux', []],
  ['/c', 'linux', []],
  ['/c/', 'linux', []],
  ['/c/a/b', 'linux', ['a', 'b']],
  ['/real/c/a', 'linux', ['a']],
  ['a//b/./c/', 'linux', ['a', 'b', 'c']],
  ['...', 'linux', ['...']],
  ['~/x', 'linux', ['~', 'x']],
  ['a\\b', 'linux', ['a\\b']],
  ['aux.c', 'linux', ['aux.c']],
  ['äöü/日本', 'linux', ['äöü', '日本']],
  ['a\\b', 'win32', ['a', 'b']],
  ['C:\\c\\a', 'win32', ['a']],
];
test.each(accepts)('reads %j on %s as %j', (input, platform, segments) => {
  const roots = platform === 'win32' ? ['C:\\c'] : ['/c', '/real/c'];
  expect(inputSegments(input, roots, platform)).toEqual({ ok: true, value: segments });
});

const refuses: [string, NodeJS.Platform, string][] = [
  ['..', 'linux', '..'],
  ['a/../b', 'linux', '..'],
  ['/c/../etc/passwd', 'linux', '..'],
  ['/etc/passwd', 'linux', 'outside'],
  ['/', 'linux', 'outside'],
  ['/cc/a', 'linux', 'outside'],
  ['//c/a', 'linux', 'outside'],
  ['a\0b', 'linux', 'control'],
  ['a\nb', 'linux', 'control'],
  ['a\u202Eb', 'linux', 'control'],
  ['a\uD800', 'linux', 'control'],
  ['x'.repeat(5000), 'linux', 'too long'],
  ['.git/config', 'linux', '.git'],
  ['sub/.GIT/hooks/post-checkout', 'linux', '.git'],
  ['..\\x', 'win32', '..'],
  ['D:\\x', 'win32', 'outside'],
  ['C:x', 'win32', 'outside'],
  ['\\\\server\\share', 'win32', 'outside'],
  ['CON', 'win32', 'Windows'],
  ['a/nul.txt', 'win32', 'Windows'],
  ['com1', 'win32', 'Windows'],
  ['ab:stream', 'win32', 'Windows'],
  ['dir./x', 'win32', 'Windows'],
];
test.each(refuses)('refuses %j on %s', (input, platform, reason) => {
  const result = inputSegments(input, platform === 'win32' ? ['C:\\c'] : ['/c'], platform);
  expect(result.ok).toBe(false);
  expect(!result.ok && result.error).toContain(reason);
});

let folder: string;
let clone: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-path-')));
  clone = path.join(folder, 'tree');
  await mkdir(path.join(clone, 'real/deep'), { recursive: true });
  await mkdir(path.join(clone, '.git'));
  await mkdir(path.join(folder, 'outside'));
  await writeFile(path.join(clone, 'real/file.txt'), 'x');
  await writeFile(path.join(folder, 'outside/secret.txt'), 'secret');
  await symlink('real', path.join(clone, 'inside'));
  await symlink('../outside', path.join(clone, 'out'));
  await symlink(path.join(folder, 'outside/secret.txt'), path.join(clone, 'out-file'));
  await symlink('../outside/new.txt', path.join(clone, 'dangling-out'));
  await symlink('missing', path.join(clone, 'dangling'));
  await symlink('loop', path.join(clone, 'loop'));
  await symlink('.git', path.join(clone, 'git-link'));
  await symlink('.', path.join(clone, 'self'));
  await symlink('../tree/real', path.join(clone, 'around'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['.', '.'],
  ['real/file.txt', 'real/file.txt'],
  ['inside/file.txt', 'real/file.txt'],
  ['around/deep', 'real/deep'],
  ['self/self/real', 'real'],
  ['not/yet/there.txt', 'not/yet/there.txt'],
  ['inside/new.txt', 'real/new.txt'],
])('finds %s as %s', async (input, shown) => {
  expect(locate(clone, input)).toEqual({
    ok: true,
    value: { root: clone, segments: shown === '.' ? [] : shown.split('/'), shown },
  });
});

test.each([
  ['out', 'out of the repository'],
  ['out/secret.txt', 'out of the repository'],
  ['self/out/secret.txt', 'out of the repository'],
  ['out-file', 'out of the repository'],
  ['dangling-out', 'leads nowhere'],
  ['dangling/x', 'leads nowhere'],
  ['loop', 'leads nowhere'],
  ['git-link/config', '.git belongs to git'],
  ['real/file.txt/x', 'is a file'],
])('refuses %s', async (input, reason) => {
  const result = locate(clone, input);
  expect(!result.ok && result.error).toContain(reason);
});

test('a link itself can be meant, to move or delete it', async () => {
  expect(locate(clone, 'out', 'keep')).toMatchObject({ ok: true, value: { shown: 'out' } });
  expect(locate(clone, 'out/secret.txt', 'keep')).toMatchObject({ ok: false });
});

test('a clone behind a link has one real root, and both its names are understood', async () => {
  await symlink(clone, path.join(folder, 'alias'));
  const alias = path.join(folder, 'alias');
  for (const input of [`${alias}/real/file.txt`, `${clone}/real/file.txt`, 'real/file.txt'])
    expect(locate(alias, input)).toMatchObject({ ok: true, value: { root: clone, shown: 'real/file.txt' } });
});

test('what a command calls the clone is understood, and nothing beside it', async () => {
  await writeFile(path.join(clone, 'file.txt'), '');
  expect(locate(clone, '/checkout/file.txt')).toMatchObject({ ok: true, value: { shown: 'file.txt' } });
  expect(locate(clone, '/checkout')).toMatchObject({ ok: true, value: { shown: '.' } });
  for (const other of ['/checkouts/file.txt', '/checkout/../etc/passwd', '/checkout/.git/config', '/home/sandbox/x'])
    expect(locate(clone, other).ok, other).toBe(false);
});

test('a clone that is gone is said to be gone', async () => {
  await rename(clone, path.join(folder, 'elsewhere'));
  expect(locate(clone, 'real')).toEqual({ ok: false, error: 'the clone is gone' });
});
