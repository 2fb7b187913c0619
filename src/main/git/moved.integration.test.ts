import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Move } from '../../shared/moves.ts';
import { got, startWorld, write } from './testing/world.ts';

const BASE = {
  '.gitignore': '*.cfg\n/dist/\n',
  'a.cfg': 'one\ntwo\nthree\n',
  'src/one.txt': '1\n',
  'src/two.txt': '2\n',
  'other.txt': 'x\n',
};

test('a tracked file that a tool moved to an ignored name and then changed stays tracked; its neighbours stay ignored', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  const move = (from: string, to: string): Move => {
    write(clone.treePath, { 'dist/.keep': '' });
    renameSync(join(clone.treePath, from), join(clone.treePath, to));
    return { from, to };
  };
  const moves = [move('a.cfg', 'b.cfg'), move('b.cfg', 'c.cfg'), move('src', 'dist/src')];
  write(clone.treePath, { 'c.cfg': 'changed as a whole\n', 'dist/src/one.txt': 'other\n', 'b.cfg': 'new\n' });
  write(clone.treePath, { 'dist/built.txt': 'built\n' });

  const changeset = got(await world.room.readChangeset(clone, 1, moves));
  expect(changeset?.files.map(({ path, status }) => `${status} ${path}`).sort()).toEqual([
    'added c.cfg',
    'added dist/src/one.txt',
    'deleted a.cfg',
    'deleted src/one.txt',
    'renamed dist/src/two.txt',
  ]);
  const left = changeset?.leftOut?.map(({ path, why }) => `${why} ${path}`);
  expect(left).toContain('ignored b.cfg');
  expect(left).not.toContain('ignored c.cfg');

  // A person's or a check's restoring brings the same files back.
  write(clone.treePath, { 'c.cfg': 'spoilt\n' });
  got(await world.room.restoreTree(clone, changeset?.tree ?? ''));
  expect(got(await world.room.readChangeset(clone, 2, moves))?.tree).toBe(changeset?.tree);
});

test('what a move names and git never tracked is no part of a change', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, { 'secret.cfg': 'hidden\n', 'new.cfg': 'hidden, too\n' });
  const moves = [
    { from: 'notes.txt', to: 'secret.cfg' },
    { from: 'other.txt', to: '../../new.cfg' },
    { from: 'other.txt', to: '.git/config' },
  ];
  expect(got(await world.room.readChangeset(clone, 1, moves))).toBe(null);
  expect(got(await world.room.leftOut(clone, moves)).map(({ path }) => path)).toEqual(['new.cfg', 'secret.cfg']);
});
