import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';

/** What a command may add to its folders. */
const MOST_BYTES = 20 * 1024 ** 3;
/** Without so much free room, the person's other programs fail. */
const LEAST_FREE = 1024 ** 3;
/** Measuring walks over every file: not before so much more is taken. */
const STEP = 1024 ** 3;

export interface DiskLimits {
  mostBytes: number;
  leastFree: number;
  step: number;
}

/**
 * Watches the disk while a command runs. Free room is asked for each time; the command's own folders are measured only when
 * there is much less of it, since others use the disk, too. Returns a function that answers with the reason to end the
 * command, or null.
 * @param folders on one disk: clone, home, temporary folder and cache
 */
export function watchDisk(folders: readonly string[], limits: Partial<DiskLimits> = {}): () => Promise<string | null> {
  const { mostBytes, leastFree, step } = { mostBytes: MOST_BYTES, leastFree: LEAST_FREE, step: STEP, ...limits };
  let freeAtStart: number | null = null;
  let measuredAt = 0;
  return async () => {
    const free = await freeBytes(folders[0] ?? '/');
    if (free === null) return null;
    if (freeAtStart === null) {
      freeAtStart = free;
      measuredAt = free;
      return null;
    }
    if (free < leastFree && free < freeAtStart - step / 4) return 'it left no room on the disk';
    if (free > measuredAt - step) return null;
    measuredAt = free;
    const used = await usedBytes(folders);
    // What stood there before it began is not its own; it cannot have been more than what is there now.
    const own = Math.min(used, freeAtStart - free);
    return own > mostBytes ? `it wrote more than ${Math.round(mostBytes / 1024 ** 2)} MB` : null;
  };
}

async function freeBytes(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null);
  return found && found.bavail * found.bsize;
}

/** `du` follows no link, and none of these folders can be put elsewhere by a command. */
function usedBytes(folders: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile('du', ['-sk', '--', ...folders], { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } }, (_error, said) =>
      resolve(said.split('\n').reduce((sum, line) => sum + Number.parseInt(line || '0', 10) * 1024, 0)),
    );
  });
}
