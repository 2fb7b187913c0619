import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTo, git, got, NEVER, startWorld, write } from './testing/world.ts';

test('a clone shows tags and history where its programs look at them, and so does a fresh tree of it', async () => {
  const world = await startWorld();
  const bare = world.bare('acme/one');
  commitTo(bare, { 'a.txt': '1\n' });
  git(bare, 'tag', '-a', '-m', 'first', 'v1.2.3', 'main');
  commitTo(bare, { 'a.txt': '2\n' });
  commitTo(bare, { 'a.txt': '3\n' });
  const prepare = async (name: string, needs: boolean) =>
    got(
      await world.room.prepareClone({
        source: world.source('acme/one'),
        runFolder: world.runFolder(name),
        branch: null,
        signal: NEVER,
        needsHistory: async (treePath) => needs && readFileSync(join(treePath, 'a.txt'), 'utf8') === '3\n',
      }),
    );

  const plain = await prepare('plain', false);
  expect(git(plain.treePath, 'log', '--format=%s').trim().split('\n')).toHaveLength(1);
  expect(plain.history).toBeNull();

  const clone = await prepare('one', true);
  expect(git(clone.treePath, 'describe')).toMatch(/^v1\.2\.3-2-g[0-9a-f]+\n$/);
  expect(git(clone.treePath, 'tag')).toBe('v1.2.3\n');
  expect(git(clone.treePath, 'rev-list', '--count', 'origin/main')).toBe('3\n');
  expect(git(clone.treePath, 'status', '--porcelain')).toBe('');

  write(clone.treePath, { 'a.txt': '4\n' });
  const changeset = got(await world.room.readChangeset(clone, 1));
  const folder = join(world.folder, 'fresh');
  got(await world.room.freshTree(clone, changeset?.tree ?? '', folder, null));
  expect(git(join(folder, 'tree'), 'describe')).toMatch(/^v1\.2\.3-3-g/);
  expect(git(join(folder, 'tree'), 'status', '--porcelain')).toBe('');
  expect(readFileSync(join(folder, 'tree/a.txt'), 'utf8')).toBe('4\n');

  // After a restart it is the same clone, and what is published is still one commit on the base.
  const opened = got(await world.room.openClone(world.runFolder('one')));
  expect(opened.history).toBe(clone.history);
  const author = { name: 'A', email: 'a@example.com' };
  const commit = got(await world.room.commit(clone, changeset?.tree ?? '', 'change', author, 1));
  got(await world.room.push(clone, world.source('acme/one'), commit, 'change', null));
  expect(git(bare, 'rev-list', '--count', 'change')).toBe('4\n');
});
