import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listClones, measureClone, removeCaches } from './clone-sizes.ts';

/** Rounded to what every file system stores in whole blocks. */
const inKb = (bytes: number): number => Math.round(bytes / 65_536) * 64;
const never = new AbortController().signal;

it('measures a clone and its caches apart, and removes only those', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'cody-sizes-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const clone = path.join(root, 'job_aaaaaaaa', 'run_aaaaaaaa0001');
  for (const [file, kb] of [
    ['tree/src/a.bin', 128],
    ['git/index', 64],
    ['temp/x/y.bin', 64],
    ['cache/read-only/z.bin', 256],
    ['cache.gone/left.bin', 64],
  ] as const) {
    await mkdir(path.join(clone, path.dirname(file)), { recursive: true });
    await writeFile(path.join(clone, file), Buffer.alloc(kb * 1024, 1));
  }
  await mkdir(path.join(root, 'no job'));
  expect(await listClones(root)).toEqual(['run_aaaaaaaa0001']);
  expect(await listClones(path.join(root, 'nowhere'))).toEqual([]);
  const { bytes, cacheBytes } = await measureClone(clone, never);
  expect([inKb(bytes), inKb(cacheBytes)]).toEqual([576, 320]);
  await removeCaches(clone);
  expect((await readdir(clone)).sort()).toEqual(['git', 'tree']);
  await removeCaches(clone);
  const after = await measureClone(clone, never);
  expect([inKb(after.bytes), after.cacheBytes]).toEqual([192, 0]);
  expect(await measureClone(path.join(root, 'nowhere'), never)).toEqual({ bytes: 0, cacheBytes: 0 });
});
