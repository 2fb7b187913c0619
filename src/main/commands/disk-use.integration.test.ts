import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { watchDisk } from './disk-use.ts';

const MB = 1024 ** 2;

test('a command that fills its folders is ended, whatever it names its files', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
  try {
    const folders = ['tree', 'home'].map((name) => path.join(folder, name));
    for (const each of folders) await mkdir(each);
    const look = watchDisk(folders, { mostBytes: 40 * MB, leastFree: 0, step: 8 * MB });
    expect(await look()).toBeNull();
    await writeFile(path.join(folders[0] ?? '', '-x\ny'), Buffer.alloc(16 * MB, 1));
    expect(await look()).toBeNull();
    await writeFile(path.join(folders[1] ?? '', 'z'), Buffer.alloc(48 * MB, 1));
    expect(await look()).toBe('it wrote more than 40 MB');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what others write is not its own, and a disk without room ends it all the same', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
  try {
    const own = path.join(folder, 'tree');
    await mkdir(own);
    const look = watchDisk([own], { mostBytes: 8 * MB, leastFree: 0, step: 8 * MB });
    const full = watchDisk([own], { mostBytes: 2 ** 50, leastFree: 2 ** 60, step: 8 * MB });
    expect([await look(), await full()]).toEqual([null, null]);
    await writeFile(path.join(folder, 'other'), Buffer.alloc(48 * MB, 1));
    expect([await look(), await full()]).toEqual([null, 'it left no room on the disk']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
