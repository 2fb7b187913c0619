import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createGitApi } from './create-git-api.ts';
import { commitTo, got, NEVER, startWorld, write } from './testing/world.ts';

const full = { ok: false, error: expect.objectContaining({ code: 'store_full' }) };

test('a full disk is named at every step, and nothing half-made is left to be taken for whole', async (context) => {
  const world = await startWorld();
  const small = join(world.folder, 'small');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    context.skip('needs the right to mount a small file system');
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', small]);
  });
  const room = createGitApi({ dataFolder: small, env: process.env });
  commitTo(world.bare('acme/big'), { 'big.bin': randomBytes(4_000_000) });
  commitTo(world.bare('acme/middle'), { 'even.txt': 'even\n'.repeat(800_000) });
  commitTo(world.bare('acme/small'), { 'a.txt': 'a\n' });
  const prepare = (name: string) =>
    room.prepareClone({
      source: world.source(`acme/${name}`),
      runFolder: join(small, name),
      branch: null,
      signal: NEVER,
    });
  // Full while fetching, and full while the files are written.
  expect(await prepare('big')).toEqual(full);
  expect(await prepare('middle')).toEqual(full);
  expect(await room.openClone(join(small, 'middle'))).toEqual(expect.objectContaining({ ok: false }));
  for (const name of ['big', 'middle']) got(await room.removeClone(join(small, name)));

  // The next repository is not affected.
  const clone = got(await prepare('small'));
  write(clone.treePath, { 'a.txt': 'b\n' });
  const tree = got(await room.readChangeset(clone, 1))?.tree ?? '';
  mkdirSync(join(small, 'out'));
  const filler = join(small, 'filler');
  const fill = () => {
    for (;;) writeFileSync(filler, randomBytes(4096), { flag: 'a' });
  };
  write(clone.treePath, { 'a.txt': null });
  expect(fill).toThrow('ENOSPC');
  expect(await room.readChangeset(clone, 2)).toEqual(full);
  expect(fill).toThrow('ENOSPC');
  expect(await room.savePatch(clone, tree, join(small, 'out', 'one.patch'))).toEqual(full);
  rmSync(filler);
  got(await room.savePatch(clone, tree, join(small, 'out', 'one.patch')));
  expect(readdirSync(join(small, 'out'))).toEqual(['one.patch']);
});
