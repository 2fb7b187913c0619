import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTo, git, got, startWorld, TOKEN, tempFolder, write } from './testing/world.ts';

const BASE = {
  'README.md': '# one\n',
  'src/a.txt': 'a\n',
  'run.sh': { run: '#!/bin/sh\n' },
  'to-a': { link: 'src/a.txt' },
};

test('a clone holds the files, a git of its own that works, and says where it stands', async () => {
  const world = await startWorld();
  const commit = commitTo(world.bare('acme/one'), BASE);
  const clone = got(await world.prepare(world.source('acme/one')));
  expect(clone).toEqual({
    treePath: join(world.runFolder('one'), 'tree'),
    gitDir: join(world.runFolder('one'), 'git'),
    objectsPath: expect.stringContaining(join(world.folder, 'data', 'mirrors')),
    baseCommit: commit,
    baseBranch: 'main',
    origin: world.source('acme/one').url,
    files: 4,
    history: null,
  });
  expect(readFileSync(join(clone.treePath, 'src/a.txt'), 'utf8')).toBe('a\n');
  expect(git(clone.treePath, 'status', '--porcelain', '--branch')).toBe('## main...origin/main\n');
  expect(git(clone.treePath, 'remote', 'get-url', 'origin')).toBe(`${clone.origin}\n`);
  write(clone.treePath, { 'src/a.txt': 'changed\n' });
  expect(git(clone.treePath, 'diff', '--stat')).toContain('src/a.txt | 2 +-');
  expect(git(clone.treePath, 'log', '--format=%s')).toBe('commit\n');
});

test('a second run fetches only what is new, and leaves the first one whole', async () => {
  const world = await startWorld();
  const big = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
  const first = commitTo(world.bare('acme/one'), { ...BASE, 'big.bin': big });
  const one = got(await world.prepare(world.source('acme/one'), 'one'));
  const second = commitTo(world.bare('acme/one'), { 'src/a.txt': 'news\n' });
  const two = got(await world.prepare(world.source('acme/one'), 'two', 'main'));
  expect([one.baseCommit, two.baseCommit]).toEqual([first, second]);
  const packs = readdirSync(join(one.objectsPath, 'pack')).filter((name) => name.endsWith('.pack'));
  const loose = Number(/count: (\d+)/.exec(git(join(one.objectsPath, '..'), 'count-objects', '-v'))?.[1]);
  // The news came as a handful of objects: a commit, two trees and a file, without the big one.
  expect([packs.length, loose]).toEqual([0, 12]);
  write(one.treePath, { 'README.md': '# changed\n' });
  const changeset = got(await world.room.readChangeset(one, 1));
  expect(changeset?.files.map((file) => file.path)).toEqual(['README.md']);
});

test('many runs of one repository at once share one mirror', async () => {
  const world = await startWorld();
  commitTo(world.bare('acme/one'), BASE);
  const runs = ['a', 'b', 'c', 'd'];
  const clones = await Promise.all(runs.map((run) => world.prepare(world.source('acme/one'), run)));
  expect(new Set(clones.map((clone) => got(clone).objectsPath)).size).toBe(1);
});

test('a clone is found again after a restart, and reported when it is damaged', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  expect(got(await world.room.openClone(world.runFolder('one')))).toEqual(clone);
  const lost = { ok: false, error: expect.objectContaining({ code: 'clone_missing' }) };
  expect(await world.room.openClone(world.runFolder('two'))).toEqual(lost);
  rmSync(clone.treePath, { recursive: true });
  expect(await world.room.openClone(world.runFolder('one'))).toEqual(lost);
  expect(await world.room.readChangeset(clone, 1)).toEqual(lost);
  mkdirSync(clone.treePath);
  // What lies in the mirror, and then the mirror itself: who only reads the change is told by the first look at it.
  rmSync(clone.objectsPath, { recursive: true });
  mkdirSync(clone.objectsPath);
  expect(await world.room.openClone(world.runFolder('one'))).toEqual(lost);
  const change = got(await world.room.openChange(world.runFolder('one')));
  const tree = '1'.repeat(40);
  expect(await world.room.compare(change, change.baseCommit, tree)).toEqual(lost);
  expect(await world.room.patch(change, tree, null, 1000)).toEqual(lost);
  expect(await world.room.readText(change, tree, 'a.txt')).toEqual(lost);
  rmSync(clone.objectsPath, { recursive: true });
  expect(await world.room.openChange(world.runFolder('one'))).toEqual(lost);
  rmSync(clone.gitDir, { recursive: true });
  expect(await world.room.readChangeset(clone, 1)).toEqual(expect.objectContaining({ ok: false }));
});

test('removing a clone removes read-only folders too, and leaves the rest of the run alone', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(world.runFolder('one'), { 'events.jsonl': '{}\n' });
  got(await world.room.removeClone(world.runFolder('one')));
  expect([existsSync(clone.treePath), existsSync(clone.gitDir)]).toEqual([false, false]);
  expect(readdirSync(world.runFolder('one'))).toEqual(['events.jsonl']);
  expect(await world.room.removeClone(world.runFolder('never'))).toEqual({ ok: true, value: null });
});

test('what a killed fetch left behind does not stop the next one', async () => {
  const world = await startWorld();
  commitTo(world.bare('acme/one'), BASE);
  const clone = got(await world.prepare(world.source('acme/one'), 'one'));
  const mirror = join(clone.objectsPath, '..');
  write(mirror, { 'shallow.lock': '', 'HEAD.lock': '', 'objects/pack/tmp_pack_x': 'half' });
  commitTo(world.bare('acme/one'), { 'src/a.txt': 'news\n' });
  const restarted = (await import('./create-git-api.ts')).createGitApi({
    dataFolder: join(world.folder, 'data'),
    env: process.env,
  });
  const source = world.source('acme/one');
  const signal = new AbortController().signal;
  const again = await restarted.prepareClone({ source, runFolder: world.runFolder('two'), branch: null, signal });
  expect(again.ok).toBe(true);
  expect(readdirSync(join(clone.objectsPath, 'pack')).filter((name) => name.startsWith('tmp_'))).toEqual([]);
});

test('a local folder is cloned at its last commit, its unsaved changes stay where they are', async () => {
  const world = await startWorld();
  const folder = tempFolder();
  git(folder, 'init', '-q', '-b', 'trunk');
  write(folder, { 'a.txt': 'saved\n' });
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'first');
  write(folder, { 'a.txt': 'unsaved\n', 'b.txt': 'unsaved\n' });
  const source = { url: folder, key: `local:${folder}`, auth: null };
  const clone = got(await world.prepare(source));
  expect(clone.baseBranch).toBe('trunk');
  expect(readdirSync(clone.treePath).sort()).toEqual(['.git', 'a.txt']);
  expect(readFileSync(join(clone.treePath, 'a.txt'), 'utf8')).toBe('saved\n');
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('unsaved\n');
});

test('a folder that belongs to another user can be used all the same', async (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can give a folder away');
  const world = await startWorld();
  const folder = tempFolder();
  git(folder, 'init', '-q', '-b', 'main');
  write(folder, { 'a.txt': 'a\n' });
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'first');
  git(folder, 'remote', 'add', 'origin', 'https://github.com/acme/one');
  execFileSync('chown', ['-R', '12345:12345', folder]);
  expect((await world.prepare({ url: folder, key: 'local:x', auth: null })).ok).toBe(true);
  expect(await world.room.originOf(folder)).toEqual({ ok: true, value: 'https://github.com/acme/one' });
});

test('the origin of a folder is told without what was hidden in its address', async () => {
  const world = await startWorld();
  const folder = tempFolder();
  git(folder, 'init', '-q');
  expect(await world.room.originOf(folder)).toEqual({ ok: true, value: null });
  git(folder, 'remote', 'add', 'origin', `https://me:${TOKEN}@github.com/acme/one.git`);
  expect(await world.room.originOf(folder)).toEqual({ ok: true, value: 'https://github.com/acme/one.git' });
  mkdirSync(join(folder, 'inside'));
  const none = { ok: false, error: expect.objectContaining({ code: 'repo_not_found' }) };
  expect(await world.room.originOf(join(folder, 'inside'))).toEqual(none);
  expect(await world.room.originOf(join(folder, 'absent'))).toEqual(none);
});

test('a repository with 64-digit ids works like any other', async () => {
  const world = await startWorld();
  const bare = world.bare('acme/wide');
  mkdirSync(join(bare, '..'), { recursive: true });
  git(join(bare, '..'), 'init', '-q', '--bare', '--object-format=sha256', '-b', 'main', bare);
  const folder = tempFolder();
  git(folder, 'init', '-q', '--object-format=sha256', '-b', 'main');
  write(folder, { 'a.txt': 'a\n' });
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'first');
  git(folder, 'push', '-q', bare, 'main');
  // Whether the branch is known or not, and after a first attempt that found no such branch.
  expect(await world.prepare({ ...world.source('acme/wide'), key: 'wide main' }, 'none', 'none')).toMatchObject({
    ok: false,
  });
  for (const branch of [null, 'main']) {
    const clone = got(
      await world.prepare({ ...world.source('acme/wide'), key: `wide ${branch}` }, `to-${branch}`, branch),
    );
    write(clone.treePath, { 'a.txt': 'b\n' });
    expect(got(await world.room.readChangeset(clone, 1))?.tree).toMatch(/^[0-9a-f]{64}$/);
  }
});

test('a host is asked once for a clone of a branch that is known', async () => {
  const world = await startWorld();
  commitTo(world.bare('acme/one'), { 'a.txt': 'a\n' });
  const asked = () => world.server.journal.filter(({ endpoint }) => endpoint === 'info/refs').length;
  got(await world.prepare(world.source('acme/one'), 'one', 'main'));
  expect(asked()).toBe(1);
  got(await world.prepare(world.source('acme/one'), 'two', 'main'));
  expect(asked()).toBe(2);
});
