import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTo, got, startWorld, write } from './testing/world.ts';

const BASE = { 'README.md': '# one\n', 'src/a.txt': 'a\n' };

test('an evicted clone keeps its change readable, and comes back with it', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, { 'README.md': '# changed\n', 'new.txt': 'new\n', 'src/a.txt': null });
  const changeset = got(await world.room.readChangeset(clone, 1));
  const { patch } = got(await world.room.patch(clone, changeset!.tree, null, 10_000));
  got(await world.room.evictClone(world.runFolder('one'), changeset!.tree));
  got(await world.room.evictClone(world.runFolder('one'), null));
  expect(existsSync(clone.treePath)).toBe(false);

  const change = got(await world.room.openChange(world.runFolder('one')));
  expect(got(await world.room.patch(change, changeset!.tree, null, 10_000)).patch).toBe(patch);
  expect(existsSync(clone.treePath)).toBe(false);

  const opened = await Promise.all([1, 2].map(() => world.room.openClone(world.runFolder('one'))));
  expect(opened.map(got)).toEqual([clone, clone]);
  expect(readFileSync(join(clone.treePath, 'new.txt'), 'utf8')).toBe('new\n');
  expect(existsSync(join(clone.treePath, 'src/a.txt'))).toBe(false);
  expect(got(await world.room.readChangeset(clone, 2))?.tree).toBe(changeset!.tree);
});

test('without a change the base comes back; what is gone cannot be evicted', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, { 'left.txt': 'left over\n' });
  got(await world.room.evictClone(world.runFolder('one'), null));
  expect(got(await world.room.openClone(world.runFolder('one')))).toEqual(clone);
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  rmSync(clone.gitDir, { recursive: true });
  for (const verb of [
    () => world.room.evictClone(world.runFolder('one'), null),
    () => world.room.openChange(world.runFolder('one')),
  ])
    expect(await verb()).toMatchObject({ error: { code: 'clone_missing' } });
});

test('a mirror goes only when nobody needs it, and is fetched anew', async () => {
  const world = await startWorld();
  commitTo(world.bare('acme/one'), BASE);
  const clone = got(await world.prepare(world.source('acme/one')));
  const [mirror] = await world.room.mirrors();
  expect(await world.room.borrowedBy(world.runFolder('one'))).toBe(join(mirror!, 'objects'));
  expect(await world.room.borrowedBy(world.runFolder('two'))).toBeNull();
  expect(got(await world.room.removeMirror(mirror!, async () => true))).toBe(false);
  expect(existsSync(clone.objectsPath)).toBe(true);

  const preparing = world.prepare(world.source('acme/one'), 'two');
  expect(got(await world.room.removeMirror(mirror!, async () => false))).toBe(false);
  got(await preparing);
  expect(got(await world.room.removeMirror(mirror!, async () => false))).toBe(true);
  expect(await world.room.mirrors()).toEqual([]);
  expect(await world.room.openClone(world.runFolder('two'))).toMatchObject({ error: { code: 'clone_missing' } });
  got(await world.prepare(world.source('acme/one'), 'three'));
  expect(await world.room.mirrors()).toEqual([mirror]);
});
