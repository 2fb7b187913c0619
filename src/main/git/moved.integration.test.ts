import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Move } from '../../shared/moves.ts';
import { git, got, startWorld, tempFolder, write } from './testing/world.ts';

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

const LONG = Array.from({ length: 40 }, (_, line) => `setting_${line} = ${line}\n`).join('');

test('a tracked file that a command moved to an ignored name stays tracked unchanged, and is doubted by name when it was edited', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ ...BASE, 'same.cfg': LONG.replace('setting_1 ', 'other '), 'long.cfg': LONG });
  const at = (name: string) => join(clone.treePath, name);
  renameSync(at('same.cfg'), at('moved.cfg'));
  renameSync(at('long.cfg'), at('renamed.cfg'));
  write(clone.treePath, { 'renamed.cfg': `${LONG}added = 1\n`, 'unlike.cfg': 'token = 1\n', 'debug.cfg': 'x\n' });
  const changeset = got(await world.room.readChangeset(clone, 1, []));
  expect(changeset?.files.map(({ path, status }) => `${status} ${path}`).sort()).toEqual([
    'deleted long.cfg',
    'renamed moved.cfg',
  ]);
  expect(changeset?.leftOut?.map(({ path, why }) => `${why} ${path}`).sort()).toEqual([
    'ignored debug.cfg',
    'ignored unlike.cfg',
    'moved_ignored renamed.cfg',
  ]);
});

test('which names are ignored is said by the repository alone: neither by its user nor by the session', async () => {
  const folder = tempFolder();
  write(folder, { '.gitconfig': '[core]\n\texcludesFile = ~/everything\n\tignoreCase = true\n', everything: '*\n' });
  const world = await startWorld(undefined, { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder });
  const clone = await world.cloneOf(BASE);
  git(clone.treePath, 'config', 'core.excludesFile', join(folder, 'everything'));
  write(clone.treePath, { '.git/info/exclude': '*\n', 'B.CFG': 'other case\n', 'new.txt': 'new\n', 'c.cfg': 'c\n' });
  renameSync(join(clone.treePath, 'other.txt'), join(clone.treePath, 'renamed.txt'));
  const changeset = got(await world.room.readChangeset(clone, 1, []));
  expect(changeset?.files.map(({ path }) => path).sort()).toEqual(['B.CFG', 'new.txt', 'renamed.txt']);
  expect(changeset?.leftOut).toEqual([{ path: 'c.cfg', why: 'ignored' }]);
});
