import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { lacks } from '../testing/lacks.ts';
import { mountSmallDisk } from '../testing/small-disk.ts';
import { type Space, watchDisk } from './disk-use.ts';
import { watchLimits } from './process-tree.ts';

const MB = 1024 ** 2;
const over = new AbortController().signal;

/** A disk that nobody else writes to or makes room on: what it has left is said by the test. */
async function ownDisk(names: readonly string[]) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-disk-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const folders = names.map((name) => path.join(folder, name));
  for (const each of folders) await mkdir(each);
  const left: Space = { bytes: 1024 * MB, files: 100_000 };
  const spaceOf = async () => ({ ...left });
  const write = async (file: string, bytes: number) => {
    await writeFile(path.join(folder, file), Buffer.alloc(bytes, 1));
    left.bytes -= bytes;
  };
  return { folders, left, spaceOf, write };
}

test('a command that fills its folders is ended, whatever it names its files', async () => {
  const { folders, spaceOf, write } = await ownDisk(['tree', 'home']);
  const [, probe] = watchDisk(folders, { mostBytes: 40 * MB, leastFree: 0, step: 8 * MB }, { spaceOf });
  expect(await probe(over)).toBeNull();
  await write('tree/-x\ny', 16 * MB);
  expect(await probe(over)).toBeNull();
  await write('home/z', 48 * MB);
  expect(await probe(over)).toBe('it wrote more than 40 MB');
});

test('where nothing can measure its folders, all that the disk lost is its own', async () => {
  const { folders, spaceOf, write } = await ownDisk(['tree']);
  const limits = { mostBytes: 8 * MB, leastFree: 0, step: 8 * MB };
  const [, probe] = watchDisk(folders, limits, { du: 'no-such-program', spaceOf });
  expect(await probe(over)).toBeNull();
  await write('other', 48 * MB);
  expect(await probe(over)).toBe('it wrote more than 8 MB');
});

test('what others write is not its own, and a disk without room ends it all the same', async () => {
  const { folders, spaceOf, write } = await ownDisk(['tree']);
  const [, probe] = watchDisk(folders, { mostBytes: 8 * MB, leastFree: 0, step: 8 * MB }, { spaceOf });
  const [full] = watchDisk(folders, { mostBytes: 2 ** 50, leastFree: 2 ** 60, step: 8 * MB }, { spaceOf });
  expect([await probe(over), await full(over)]).toEqual([null, null]);
  await write('other', 48 * MB);
  expect([await probe(over), await full(over)]).toEqual([null, 'it left no room on the disk']);
});

test('room that others make is no reason to end, and what is taken beyond it is found', async () => {
  const { folders, left, spaceOf, write } = await ownDisk(['tree']);
  const [, probe] = watchDisk(folders, { mostBytes: 8 * MB, leastFree: 0, step: 8 * MB }, { spaceOf });
  left.bytes += 40 * MB;
  expect(await probe(over)).toBeNull();
  await write('tree/x', 64 * MB);
  expect(await probe(over)).toBe('it wrote more than 8 MB');
});

const NO_PROC = 'only Linux tells what processes use, and how many files a disk has room for';
describe.skipIf(lacks(process.platform !== 'linux', NO_PROC))('on Linux', () => {
  test('files without bytes are counted, and the disk keeps room for those of others', async () => {
    const { folders, left, spaceOf } = await ownDisk(['tree']);
    const [, probe] = watchDisk(folders, { mostFiles: 1000, stepFiles: 200 }, { spaceOf });
    const [short] = watchDisk(folders, { leastFreeFiles: 2 ** 50, stepFiles: 200 }, { spaceOf });
    expect([await probe(over), await short(over)]).toEqual([null, null]);
    for (let index = 0; index < 3000; index += 1) writeFileSync(path.join(folders[0] ?? '', String(index)), '');
    left.files -= 3000;
    const told = ['it made more than 1000 files', 'it left the disk no room for more files'];
    expect([await probe(over), await short(over)]).toEqual(told);
  });

  const disk = mountSmallDisk('64m');
  afterAll(() => disk?.remove());
  test.skipIf(lacks(disk === null, 'no disk of its own can be mounted'))(
    'what a disk has left is read from it',
    async () => {
      const folder = disk?.folder ?? '';
      const [room, own] = watchDisk([folder], {
        mostBytes: 24 * MB,
        leastFree: 16 * MB,
        step: 8 * MB,
        leastFreeFiles: 0,
      });
      expect([await room(over), await own(over)]).toEqual([null, null]);
      await writeFile(path.join(folder, 'x'), Buffer.alloc(56 * MB, 1));
      expect([await room(over), await own(over)]).toEqual(['it left no room on the disk', 'it wrote more than 24 MB']);
    },
  );

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
        watchLimits(shell.pid ?? 0, limits, resolve, 20, { probes: [disk] });
      });
      expect(reason).toBe('it ran more than 2 processes at once');
      // What measures is ended with the watch.
      expect(measuring).toMatchObject({ aborted: true });
    } finally {
      shell.stdin.end('kill $(jobs -p); exit\n');
    }
  });
});
