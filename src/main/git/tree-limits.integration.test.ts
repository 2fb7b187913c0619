import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTo, git, got, startWorld } from './testing/world.ts';

/** Makes an object of a bare repository from what stands on stdin. */
const made = (bare: string, args: string[], input: string): string =>
  execFileSync('git', args, { cwd: bare, input, encoding: 'utf8' }).trim();

/** A branch whose tree is built by hand. */
function branchOf(bare: string, tree: string): void {
  const commit = git(bare, 'commit-tree', tree, '-m', 'a tree').trim();
  git(bare, 'update-ref', 'refs/heads/main', commit);
}

/** A tree that holds the same thing ten times. */
const tenOf = (bare: string, entry: string): string =>
  made(bare, ['mktree'], Array.from({ length: 10 }, (_, index) => `${entry}\t${index}\n`).join(''));

/** Ten folders in ten folders, so many times, and at their end the same tree. */
function nestedTen(bare: string, innermost: string, levels: number): string {
  let tree = innermost;
  for (let level = 0; level < levels; level += 1) tree = tenOf(bare, `040000 tree ${tree}`);
  return tree;
}

const blobOf = (bare: string, text: string): string => made(bare, ['hash-object', '-w', '--stdin'], text);

const BOMBS: [name: string, build: (bare: string) => string, words: RegExp][] = [
  [
    'a megabyte of rules for git',
    (bare) => {
      const blob = blobOf(bare, 'x*y*z\n'.repeat(400_000));
      return made(bare, ['mktree'], `100644 blob ${blob}\t.gitignore\n`);
    },
    /a file of rules for git with 2,400,000 bytes \(\.gitignore\)/,
  ],
  [
    'a thousand million files',
    (bare) => nestedTen(bare, tenOf(bare, `100644 blob ${blobOf(bare, 'x')}`), 8),
    /more than 500,000 files and folders/,
  ],
  [
    'a thousand million folders without a file',
    (bare) => nestedTen(bare, made(bare, ['mktree'], ''), 9),
    /more than 500,000 files and folders/,
  ],
  [
    'a terabyte in ten thousand files',
    (bare) => nestedTen(bare, tenOf(bare, `100644 blob ${blobOf(bare, '0'.repeat(3_000_000))}`), 3),
    /more than 20 GB/,
  ],
  [
    'a folder a thousand folders down',
    (bare) => {
      made(bare, ['update-index', '--add', '--index-info'], `100644 ${blobOf(bare, 'x')}\t${'d/'.repeat(1000)}x\n`);
      return made(bare, ['write-tree'], '');
    },
    /more than 256 folders deep/,
  ],
];

test.each(BOMBS)('%s are refused before one of them is written', async (_name, build, words) => {
  const world = await startWorld();
  const bare = world.bare('acme/bomb');
  commitTo(bare, { 'a.txt': 'a\n' });
  branchOf(bare, build(bare));
  const prepared = await world.prepare(world.source('acme/bomb'));
  expect(prepared).toMatchObject({ ok: false, error: { code: 'git_rejected', why: expect.stringMatching(words) } });
  expect(existsSync(join(world.runFolder('one'), 'tree'))).toBe(false);
});

test('a tree of a change is held to the same limits, and a clone goes on after a refusal', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n' });
  const env = { ...process.env, GIT_DIR: clone.gitDir, GIT_INDEX_FILE: join(world.folder, 'index') };
  const inClone = (args: string[], input: string): string =>
    execFileSync('git', args, { env, input, encoding: 'utf8' }).trim();
  const blob = inClone(['hash-object', '-w', '--stdin'], 'x');
  inClone(['update-index', '--add', '--index-info'], `100644 ${blob}\t${'d/'.repeat(300)}x\n`);
  const tree = inClone(['write-tree'], '');
  const refused = { ok: false, error: { code: 'git_rejected', why: expect.stringContaining('folders deep') } };
  expect(await world.room.restoreTree(clone, tree)).toMatchObject(refused);
  expect(await world.room.freshTree(clone, tree, join(world.runFolder('one'), 'fresh'), null)).toMatchObject(refused);
  got(await world.room.openClone(world.runFolder('one')));
  expect(existsSync(join(clone.treePath, 'a.txt'))).toBe(true);
});

test('the id of a submodule is no size, whatever its digits', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n', inner: { submodule: true } });
  expect(existsSync(join(clone.treePath, 'a.txt'))).toBe(true);
});
