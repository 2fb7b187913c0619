import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lacks, NO_POSIX, NO_PROC } from '../../../testing/lacks.ts';
import { deletePlace, movePlace, readCloneFile, readPlace, writePlace } from './clone-files.ts';
import { fullPath, locate } from './clone-path.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';
import { SEED } from './testing/fuzz.ts';

const CANARY = 'canary: this text lies outside the clone';
let fixture: CloneFixture;
let outside: string;
let tempPath: string;

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

const START = ['', '', '', '', '/', './', '../', 'CLONE/', 'OUTSIDE/', 'CLONE/../outside/', 'link-out/'] as const;
const anyPath = fc
  .tuple(fc.constantFrom(...START), fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }))
  .map(([start, names]) => `${start}${names.join('/')}`);
const anyUse = fc.record({
  input: anyPath,
  last: fc.constantFrom('keep', 'follow', 'follow'),
  action: fc.constantFrom('write', 'write', 'write', 'delete', 'move', 'look', 'look', 'look'),
  target: anyPath,
});
const RUNS = 200;
const USES = 60;

test('12,000 generated paths, used in every way, reach nothing outside the clone', async () => {
  const before = await outsideState();
  const real = (input: string) => input.replace('CLONE', fixture.clonePath).replace('OUTSIDE', outside);
  let reached = 0;
  let used = 0;
  const use = ({ input, last, action, target }: typeof anyUse extends fc.Arbitrary<infer Use> ? Use : never) => {
    const place = locate(fixture.clonePath, real(input), last);
    if (!place.ok) return;
    reached += 1;
    const full = fullPath(place.value);
    expect(full === fixture.clonePath || full.startsWith(`${fixture.clonePath}/`), input).toBe(true);
    // The hard link holds the canary's text by its nature, also under another name; nothing else may.
    const read = readPlace(place.value);
    if (read.ok && !isHardLink(full)) expect(read.value.bytes.toString(), input).not.toContain('canary');
    if (action === 'write') used += writePlace(place.value, Buffer.from('written'), null, tempPath).ok ? 1 : 0;
    if (action === 'delete') used += deletePlace(place.value).ok ? 1 : 0;
    const to = action === 'move' ? locate(fixture.clonePath, real(target), 'keep') : null;
    if (to?.ok) used += movePlace(place.value, to.value).ok ? 1 : 0;
  };
  const anyUses = fc.array(anyUse, { minLength: USES, maxLength: USES });
  const property = fc
    .asyncProperty(anyUses, async (uses) => {
      for (const each of uses) use(each);
      expect(await outsideState()).toBe(before);
    })
    .beforeEach(plant);
  console.info(`CODY_BATCH_FUZZ_SEED=${SEED}`);
  await fc.assert(property, { numRuns: RUNS, seed: SEED });
  // A generator that only makes refused paths would prove nothing.
  expect(reached).toBeGreaterThan(1000);
  expect(used).toBeGreaterThan(200);
});

const isHardLink = (file: string): boolean => (statSync(file, { throwIfNoEntry: false })?.nlink ?? 0) > 1;

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
