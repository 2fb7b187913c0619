import { execFileSync } from 'node:child_process';
import { link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lacks, NO_POSIX, NO_PROC } from '../../../testing/lacks.ts';
import { deletePlace, movePlace, readCloneFile, readPlace, writePlace } from './clone-files.ts';
import { fullPath, locate } from './clone-path.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

const CANARY = 'canary: this text lies outside the clone';
let fixture: CloneFixture;
let outside: string;
let tempPath: string;

/** A small seeded generator (mulberry32): a failure can be played again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

async function plant(): Promise<void> {
  const { clonePath } = fixture;
  await rm(clonePath, { recursive: true, force: true });
  for (const folder of ['a/b/c', 'real', '.git/hooks', '.github'])
    await mkdir(path.join(clonePath, folder), { recursive: true });
  for (const file of [
    'a/file.txt',
    'a/b/file.txt',
    'real/file.txt',
    'file.txt',
    '.git/config',
    'odd\nname',
    'odd\u0007bell',
  ])
    await writeFile(path.join(clonePath, file), 'inside');
  const links: [string, string][] = [
    ['link-out', outside],
    ['a/link-out', '../../outside'],
    ['link-file', path.join(outside, 'canary.txt')],
    ['link-new', path.join(outside, 'new.txt')],
    ['link-root', '/'],
    ['link-proc', '/proc/self/root'],
    ['link-up', '..'],
    ['link-in', 'a/b'],
    ['link-chain', 'a/link-out'],
    ['link-git', '.git'],
    ['link-loop', 'link-loop'],
  ];
  for (const [name, target] of links) await symlink(target, path.join(clonePath, name));
  await link(path.join(outside, 'canary.txt'), path.join(clonePath, 'hard.txt'));
}

/** Names, bytes and modes of everything outside: whatever a tool did to it shows here. */
async function outsideState(): Promise<string> {
  const names = (await readdir(outside, { recursive: true })).sort();
  const entries = await Promise.all(
    names.map(async (name) => {
      const file = path.join(outside, name);
      const stats = await stat(file);
      return `${name} ${stats.mode} ${stats.isFile() ? await readFile(file, 'utf8') : ''}`;
    }),
  );
  return entries.join('\n');
}

beforeAll(async () => {
  fixture = await cloneFixture();
  outside = path.join(fixture.folder, 'outside');
  tempPath = path.join(fixture.folder, 'temp');
  await mkdir(path.join(outside, 'sub'), { recursive: true });
  await writeFile(path.join(outside, 'canary.txt'), CANARY);
  await writeFile(path.join(outside, 'sub/canary.txt'), CANARY);
  await plant();
});
afterAll(() => fixture.remove());

const NAMES = [
  'a',
  'b',
  'c',
  'real',
  'file.txt',
  'new',
  'new.txt',
  'link-out',
  'link-file',
  'link-new',
  'link-root',
  'link-proc',
  'link-up',
  'link-in',
  'link-chain',
  'link-git',
  'link-loop',
  'hard.txt',
  '..',
  '...',
  '.',
  '',
  '.git',
  '.GIT',
  '.git.',
  'git~1',
  'GIT~2',
  '.git ',
  '.git . .',
  '.git::$INDEX_ALLOCATION',
  '.git:config',
  '.gi\u0307t',
  '\u0065\u0301',
  '\u00e9',
  'hooks',
  'config',
  '\uFF0Egit',
  '.g\u200Cit',
  '.github',
  'outside',
  'canary.txt',
  'sub',
  'tree',
  '~',
  '%2e%2e',
  '..%2f',
  '..;',
  '.. ',
  '..\\',
  'odd\nname',
  'odd\u0007bell',
  '\0',
  'a\0',
  '\u202E',
  'A',
  'FILE.TXT',
  'tmp',
  'etc',
  'passwd',
  'proc',
  'self',
  'root',
  'x'.repeat(255),
  'x'.repeat(300),
  '\uD800',
] as const;

test('12,000 generated paths, used in every way, reach nothing outside the clone', async () => {
  const before = await outsideState();
  const random = generator(20_261_122);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const makePath = (): string => {
    const depth = 1 + Math.floor(random() * 6);
    const parts = Array.from({ length: depth }, () => pick(NAMES)).join('/');
    return (
      pick([
        '',
        '',
        '',
        '',
        '/',
        './',
        '../',
        `${fixture.clonePath}/`,
        `${outside}/`,
        `${fixture.clonePath}/../outside/`,
        'link-out/',
      ]) + parts
    );
  };
  let reached = 0;
  let used = 0;
  for (let index = 0; index < 12_000; index += 1) {
    const input = makePath();
    const place = locate(fixture.clonePath, input, random() < 0.3 ? 'keep' : 'follow');
    if (!place.ok) continue;
    reached += 1;
    const full = fullPath(place.value);
    expect(full === fixture.clonePath || full.startsWith(`${fixture.clonePath}/`), input).toBe(true);
    // The hard link holds the canary's text by its nature; nothing else may.
    const read = readPlace(place.value);
    if (read.ok && place.value.shown !== 'hard.txt') expect(read.value.bytes.toString(), input).not.toContain('canary');
    const action = random();
    if (action < 0.35) used += writePlace(place.value, Buffer.from('written'), null, tempPath).ok ? 1 : 0;
    else if (action < 0.45) used += deletePlace(place.value).ok ? 1 : 0;
    else if (action < 0.55) {
      const target = locate(fixture.clonePath, makePath(), 'keep');
      if (target.ok) used += movePlace(place.value, target.value).ok ? 1 : 0;
    }
    if (index % 1500 === 1499) await plant();
  }
  expect(await outsideState()).toBe(before);
  // A generator that only makes refused paths would prove nothing.
  expect(reached).toBeGreaterThan(1000);
  expect(used).toBeGreaterThan(200);
});

test('writing to a hard link leaves the other name of the file alone', async () => {
  await plant();
  const result = await fixture.call('write_file', { path: 'hard.txt', content: 'mine\n' });
  expect(result.ok).toBe(true);
  expect(await fixture.read('hard.txt')).toBe('mine\n');
  expect(await readFile(path.join(outside, 'canary.txt'), 'utf8')).toBe(CANARY);
});

test.skipIf(lacks(process.platform !== 'linux', NO_PROC))(
  'a folder that becomes a link between the look and the use is not followed',
  async () => {
    await plant();
    const { clonePath } = fixture;
    const before = await outsideState();
    for (const use of ['read', 'write', 'delete', 'move'] as const) {
      await plant();
      const place = locate(clonePath, 'real/canary.txt');
      const source = locate(clonePath, 'file.txt', 'keep');
      if (!place.ok || !source.ok) throw new Error('both are in the clone');
      // What a command in the background may do at just this moment.
      await rm(path.join(clonePath, 'real'), { recursive: true });
      await symlink(outside, path.join(clonePath, 'real'));
      const result = {
        read: () => readPlace(place.value),
        write: () => writePlace(place.value, Buffer.from('written'), null, tempPath),
        delete: () => deletePlace(place.value),
        move: () => movePlace(source.value, place.value),
      }[use]();
      expect(result, use).toEqual({
        ok: false,
        error: 'real/canary.txt goes through something that is no folder',
      });
    }
    expect(await outsideState()).toBe(before);
  },
);

test('a file that becomes a link is not read through, and is replaced as a link', async () => {
  await plant();
  const place = locate(fixture.clonePath, 'file.txt');
  if (!place.ok) throw new Error(place.error);
  await rm(path.join(fixture.clonePath, 'file.txt'));
  await symlink(path.join(outside, 'canary.txt'), path.join(fixture.clonePath, 'file.txt'));
  expect(readPlace(place.value).ok).toBe(false);
  expect(writePlace(place.value, Buffer.from('written'), null, tempPath).ok).toBe(false);
  expect(await readFile(path.join(outside, 'canary.txt'), 'utf8')).toBe(CANARY);
});

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))('a named pipe neither blocks nor is read', async () => {
  await plant();
  execFileSync('mkfifo', [path.join(fixture.clonePath, 'pipe')]);
  expect(readCloneFile(fixture.clonePath, 'pipe')).toEqual({ ok: false, error: 'pipe is not a regular file' });
  expect(await fixture.call('write_file', { path: 'pipe', content: 'x' })).toMatchObject({ ok: false });
});
