import { chmod, copyFile, type FileHandle, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

let written = 0;

/** Writes all bytes at the end of a file that was opened for appending. Quicker than `appendFile`, which asks more of it. */
export async function append(handle: FileHandle, bytes: Buffer): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
}

/** A folder that only its owner can read, with the parents that are missing. */
export const makeFolder = (folder: string) => mkdir(folder, { recursive: true, mode: 0o700 });

/** Takes away what other users of the machine may do in a folder that was there before. False when that was not possible. */
export async function keepPrivate(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  await chmod(folder, 0o700).catch(() => undefined);
  return ((await stat(folder)).mode & 0o077) === 0;
}

/** Moves a file that will not parse out of the way, beside its place. It is never deleted. Returns its new path. */
export async function setAside(file: string, at: number): Promise<string> {
  const target = besides(file, at);
  await rename(file, target);
  return target;
}

/** Keeps a copy of a damaged file whose readable part is still needed where it is. Returns the copy's path. */
export async function copyAside(file: string, at: number): Promise<string> {
  const target = besides(file, at);
  await copyFile(file, target);
  return target;
}

function besides(file: string, at: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  written += 1;
  return `${file}.unreadable-${stamp}-${written}`;
}

/** Removes the temporary files that a crash left in a folder in the middle of `writeDurably`. */
export async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.\d+-\d+\.tmp$/.test(name)) await rm(path.join(folder, name), { force: true });
  }
}
