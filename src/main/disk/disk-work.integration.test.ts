import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { CACHES, listClones, removeCaches } from '../store/clone-sizes.ts';
import { createDiskWork, type DiskWork } from './disk-work.ts';

/** Rounded to what every file system stores in whole blocks. */
const inKb = (bytes: number): number => Math.round(bytes / 65_536) * 64;

let root = '';
let disk: DiskWork;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cody-disk-'));
  disk = createDiskWork(path.join(import.meta.dirname, 'entry.ts'));
  return async () => {
    await disk.close();
    rmSync(root, { recursive: true });
  };
});
const write = (file: string, content: Buffer | string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
};

it('measures a clone and its caches apart, and removes only those', async () => {
  const name = 'job_aaaaaaaa/run_aaaaaaaa0001';
  const clone = path.join(root, name);
  for (const [file, kb] of [
    ['tree/src/a.bin', 128],
    ['git/index', 64],
    ['temp/x/y.bin', 64],
    ['cache/read-only/z.bin', 256],
    ['cache.gone/left.bin', 64],
  ] as const)
    write(`${name}/${file}`, Buffer.alloc(kb * 1024, 1));
  mkdirSync(path.join(root, 'no job'));
  expect(await listClones(root)).toEqual(['run_aaaaaaaa0001']);
  expect(await listClones(path.join(root, 'nowhere'))).toEqual([]);
  const before = await disk.measure(clone, CACHES);
  expect([inKb(before?.bytes ?? 0), inKb(before?.apart ?? 0)]).toEqual([576, 320]);
  await removeCaches(clone, disk.remove);
  expect(readdirSync(clone).sort()).toEqual(['git', 'tree']);
  await removeCaches(clone, disk.remove);
  const after = await disk.measure(clone, CACHES);
  expect([inKb(after?.bytes ?? 0), after?.apart]).toEqual([192, 0]);
  expect(await disk.measure(path.join(root, 'nowhere'))).toEqual({ bytes: 0, apart: 0 });
});

it('counts a file with two names once', async () => {
  write('a/one.bin', Buffer.alloc(262_144, 1));
  linkSync(path.join(root, 'a/one.bin'), path.join(root, 'a/two.bin'));
  expect(inKb((await disk.measure(path.join(root, 'a')))?.bytes ?? 0)).toBe(256);
});

it('counts what it can reach of a folder that a command made deeper than any path may be', async () => {
  write('a/one.bin', Buffer.alloc(262_144, 1));
  const name = 'd'.repeat(250);
  const down = `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do mkdir ${name} && cd ${name} || exit 1; done; touch ${name}`;
  execFileSync('/bin/sh', ['-c', down], { cwd: path.join(root, 'a') });
  expect(inKb((await disk.measure(path.join(root, 'a')))?.bytes ?? 0)).toBeGreaterThanOrEqual(256);
});

it('hears what it is asked in the moment in which its thread is sent away', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  write('a/one.txt', 'x');
  expect(await disk.measure(root)).not.toBeNull();
  vi.runAllTimers();
  expect(await disk.measure(root)).not.toBeNull();
});

it('does not know what it was not told, and starts again after its thread was gone', async () => {
  write('a/one.txt', 'x');
  const broken = createDiskWork(path.join(root, 'no-program.mjs'));
  onTestFinished(() => broken.close());
  expect(await broken.measure(root)).toBeNull();
  const asked = disk.measure(root);
  await disk.close();
  expect([await asked, await disk.measure(root)]).toEqual([null, null]);
});

it('leaves the main thread alone, with 500 clones and with a large one', async () => {
  for (let clone = 0; clone < 500; clone += 1) {
    for (let file = 0; file < 40; file += 1) write(`clones/${clone}/tree/d${file % 4}/f${file}`, 'x');
  }
  const cpu = process.threadCpuUsage();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const sizes = await Promise.all(
    Array.from({ length: 500 }, (_, clone) => disk.measure(path.join(root, 'clones', String(clone)))),
  );
  expect(sizes.every((size) => (size?.bytes ?? 0) > 0)).toBe(true);
  await disk.remove(path.join(root, 'clones'));
  delay.disable();
  const { user, system } = process.threadCpuUsage(cpu);
  expect(readdirSync(root)).toEqual([]);
  console.log(
    `20,000 files of 500 clones measured and removed: ${Math.round((user + system) / 1000)} ms of the main thread's ` +
      `processor time, event loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms`,
  );
});
