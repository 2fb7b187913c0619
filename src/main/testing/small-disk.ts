import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PAGE = 4096;

/** A disk of its own that a test may fill. */
export interface SmallDisk {
  folder: string;
  /** Leaves so many pages free, for files that come after. */
  fill(freePages: number): void;
  /** Makes all space free again that `fill` took. */
  clear(): void;
  remove(): void;
}

/** Mounts a small file system in memory, or returns null where that is not allowed. `size` as mount takes it. */
export function mountSmallDisk(size: string): SmallDisk | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cody-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  const filler = path.join(folder, 'filler');
  const clear = () => rmSync(filler, { force: true });
  return {
    folder,
    clear,
    fill(freePages) {
      clear();
      const { bavail } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail - freePages) * PAGE, 1));
    },
    remove() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
