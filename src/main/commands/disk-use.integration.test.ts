import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lacks } from '../testing/lacks.ts';
import { watchDisk } from './disk-use.ts';
import { watchLimits } from './process-tree.ts';

const MB = 1024 ** 2;
const over = new AbortController().signal;

test('a command that fills its folders is ended, whatever it names its files', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
  try {
    const folders = ['tree', 'home'].map((name) => path.join(folder, name));
    for (const each of folders) await mkdir(each);
    const [, look] = watchDisk(folders, { mostBytes: 40 * MB, leastFree: 0, step: 8 * MB });
    expect(await look(over)).toBeNull();
    await writeFile(path.join(folders[0] ?? '', '-x\ny'), Buffer.alloc(16 * MB, 1));
    expect(await look(over)).toBeNull();
    await writeFile(path.join(folders[1] ?? '', 'z'), Buffer.alloc(48 * MB, 1));
    expect(await look(over)).toBe('it wrote more than 40 MB');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('where nothing can measure its folders, all that the disk lost is its own', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
  try {
    const own = path.join(folder, 'tree');
    await mkdir(own);
    const [, look] = watchDisk([own], { mostBytes: 8 * MB, leastFree: 0, step: 8 * MB }, 'no-such-program');
    expect(await look(over)).toBeNull();
    await writeFile(path.join(folder, 'other'), Buffer.alloc(48 * MB, 1));
    expect(await look(over)).toBe('it wrote more than 8 MB');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what others write is not its own, and a disk without room ends it all the same', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
  try {
    const own = path.join(folder, 'tree');
    await mkdir(own);
    const [, look] = watchDisk([own], { mostBytes: 8 * MB, leastFree: 0, step: 8 * MB });
    const [full] = watchDisk([own], { mostBytes: 2 ** 50, leastFree: 2 ** 60, step: 8 * MB });
    expect([await look(over), await full(over)]).toEqual([null, null]);
    await writeFile(path.join(folder, 'other'), Buffer.alloc(48 * MB, 1));
    expect([await look(over), await full(over)]).toEqual([null, 'it left no room on the disk']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const NO_PROC = 'only Linux tells what processes use, and how many files a disk has room for';
describe.skipIf(lacks(process.platform !== 'linux', NO_PROC))('on Linux', () => {
  test('files without bytes are counted, and the disk keeps room for those of others', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
    try {
      const [, look] = watchDisk([folder], { mostFiles: 1000, stepFiles: 200 });
      const [short] = watchDisk([folder], { leastFreeFiles: 2 ** 50, stepFiles: 200 });
      const { files } = await statfs(folder);
      expect([await look(over), await short(over)]).toEqual([null, null]);
      for (let index = 0; index < 3000; index += 1) writeFileSync(path.join(folder, String(index)), '');
      // Btrfs and its like have no number of files that they could run out of.
      const told =
        files === 0 ? [null, null] : ['it made more than 1000 files', 'it left the disk no room for more files'];
      expect([await look(over), await short(over)]).toEqual(told);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a look at the disk that never ends does not hold up the look at processes', async () => {
    const shell = spawn('bash', [], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      let measuring: AbortSignal | null = null;
      const disk = (ended: AbortSignal) => {
        measuring = ended;
        shell.stdin.write('sleep 60 & sleep 60 &\n');
        return new Promise<null>(() => undefined);
      };
      const limits = { memoryBytes: 2 ** 50, processes: 2, cpuSeconds: 1000 };
      const reason = await new Promise((resolve) => {
        watchLimits(shell.pid ?? 0, limits, resolve, 20, { looks: [disk] });
      });
      expect(reason).toBe('it ran more than 2 processes at once');
      // What measures is ended with the watch.
      expect(measuring).toMatchObject({ aborted: true });
    } finally {
      shell.stdin.end('kill $(jobs -p); exit\n');
    }
  });
});
