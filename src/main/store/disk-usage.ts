import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Files looked at between two turns of the event loop: main must not be held up by a large tree. */
const AT_ONCE = 32;

/** Bytes that a folder takes on disk. What goes away while it is read counts as nothing. */
export async function folderBytes(folder: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && !signal.aborted; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    const here = next;
    const files: string[] = [];
    for (const entry of entries) (entry.isDirectory() ? folders : files).push(path.join(here, entry.name));
    for (let at = 0; at < files.length && !signal.aborted; at += AT_ONCE) {
      const stats = await Promise.all(files.slice(at, at + AT_ONCE).map((file) => lstat(file).catch(() => null)));
      for (const found of stats) bytes += found ? occupied(found) : 0;
    }
  }
  return bytes;
}

/** A file that has several names is stored once. Windows does not tell the blocks. */
const occupied = ({ blocks, size, nlink }: Stats): number => (blocks > 0 ? blocks * 512 : size) / Math.max(1, nlink);
