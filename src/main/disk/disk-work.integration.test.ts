import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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
  expect(await listClones([root])).toEqual(['run_aaaaaaaa0001']);
  expect(await listClones([path.join(root, 'nowhere')])).toEqual([]);
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

it('leaves the main thread alone, with many clones and with a large one', async () => {
  const FILES = 6_000;
  for (let file = 0; file < FILES / 2; file += 1) {
    write(`many/${file % 100}/tree/d${file % 4}/f${file}`, 'x');
    write(`large/tree/d${file % 40}/f${file}`, 'x');
  }
  const whole = process.cpuUsage();
  const main = process.threadCpuUsage();
  const sizes = await Promise.all([
    disk.measure(path.join(root, 'large')),
    ...Array.from({ length: 100 }, (_, clone) => disk.measure(path.join(root, 'many', String(clone)))),
  ]);
  expect(sizes.every((size) => (size?.bytes ?? 0) > 0)).toBe(true);
  await disk.remove(path.join(root, 'many'));
  await disk.remove(path.join(root, 'large'));
  const spent = ({ user, system }: { user: number; system: number }) => user + system;
  const share = spent(process.threadCpuUsage(main)) / spent(process.cpuUsage(whole));
  expect(readdirSync(root)).toEqual([]);
  // Shares of processor time are those of a calm machine on any other, too.
  console.log(`${FILES} files measured and removed: ${Math.round(share * 100)} % of the time was the main thread's`);
  expect(share).toBeLessThan(0.4);
});
