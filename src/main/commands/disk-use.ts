import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { systemEnvironment } from '../lib/system-programs.ts';
import type { Probe } from './process-tree.ts';

/** What a command may add to its folders. */
const MOST_BYTES = 20 * 1024 ** 3;
const MOST_FILES = 2_000_000;
/** Without so much free room, the person's other programs fail. */
const LEAST_FREE = 1024 ** 3;
const LEAST_FREE_FILES = 50_000;
/** Measuring walks over every file: not before so much more is taken. */
const STEP = 1024 ** 3;
const STEP_FILES = 250_000;

export interface DiskLimits {
  mostBytes: number;
  mostFiles: number;
  leastFree: number;
  leastFreeFiles: number;
  step: number;
  stepFiles: number;
}

/** Of a disk or of folders. */
export interface Space {
  bytes: number;
  files: number;
}

/**
 * Watches the disk while a command runs, by two looks: free room, which is asked for each time, and the command's own folders,
 * which are measured only when there is much less room, since others use the disk, too.
 * @param folders on one disk: clone, home, temporary folder and cache
 */
export function watchDisk(
  folders: readonly string[],
  limits: Partial<DiskLimits> = {},
  { du = 'du', spaceOf = freeSpace }: { du?: string; spaceOf?: (folder: string) => Promise<Space | null> } = {},
): [room: Probe, own: Probe] {
  const most = { bytes: limits.mostBytes ?? MOST_BYTES, files: limits.mostFiles ?? MOST_FILES };
  const least = { bytes: limits.leastFree ?? LEAST_FREE, files: limits.leastFreeFiles ?? LEAST_FREE_FILES };
  const step = { bytes: limits.step ?? STEP, files: limits.stepFiles ?? STEP_FILES };
  const disk = folders[0] ?? '/';
  const atStart = spaceOf(disk);
  let measured: Space | null = null;
  const room: Probe = async () => {
    const [start, free] = [await atStart, await spaceOf(disk)];
    if (start === null || free === null) return null;
    if (free.bytes < least.bytes && free.bytes < start.bytes - step.bytes / 4) return 'it left no room on the disk';
    const isShort = free.files < least.files && free.files < start.files - step.files / 4;
    return isShort ? 'it left the disk no room for more files' : null;
  };
  const own: Probe = async (over) => {
    const [start, free] = [await atStart, await spaceOf(disk)];
    if (start === null || free === null) return null;
    measured ??= start;
    if (free.bytes > measured.bytes - step.bytes && free.files > measured.files - step.files) return null;
    measured = free;
    // What stood there before it began is not its own; it cannot have been more than what is there now.
    const bytes = Math.min(await used(du, '-k', folders, over), start.bytes - free.bytes);
    if (bytes > most.bytes) return `it wrote more than ${Math.round(most.bytes / 1024 ** 2)} MB`;
    if (start.files - free.files <= most.files) return null;
    const files = Math.min(await used(du, '--inodes', folders, over), start.files - free.files);
    return files > most.files ? `it made more than ${most.files} files` : null;
  };
  return [room, own];
}

/** A file system that makes room for files as they come has none to count: it tells zero of zero. */
async function freeSpace(folder: string): Promise<Space | null> {
  const found = await statfs(folder).catch(() => null);
  if (found === null) return null;
  return { bytes: found.bavail * found.bsize, files: found.files > 0 ? found.ffree : Number.POSITIVE_INFINITY };
}

/**
 * `du` follows no link, and none of these folders can be put elsewhere by a command. Where it cannot tell, all that the disk lost
 * counts as the command's.
 */
function used(du: string, what: '-k' | '--inodes', folders: readonly string[], over: AbortSignal): Promise<number> {
  const unit = what === '-k' ? 1024 : 1;
  return new Promise((resolve) => {
    execFile(du, ['-s', what, '--', ...folders], { env: systemEnvironment(), signal: over }, (_error, said) => {
      const sizes = said.split('\n').flatMap((line) => (line === '' ? [] : [Number.parseInt(line, 10) * unit]));
      const sum = sizes.reduce((all, size) => all + size, 0);
      resolve(sizes.length === folders.length && Number.isFinite(sum) ? sum : Number.POSITIVE_INFINITY);
    });
  });
}
