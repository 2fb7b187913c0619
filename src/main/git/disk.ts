import { copyFile, lstat, mkdir, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeDurably } from '../lib/write-durably.ts';

/** Writes a small file so that it is there whole or not at all, after a power cut too. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeDurably(path, text);
}

/** Is this a real folder, not a link to one? */
export const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

/**
 * Copies a git index with its time. Git believes that a file of the recorded size and second is unchanged, unless the index
 * is not younger than the file; a copy with a later time would hide an edit that was made within the second of the checkout.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const { atime, mtime } = await stat(from);
  await utimes(to, atime, mtime);
}
