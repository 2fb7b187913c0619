import { copyFile, type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

let written = 0;

/**
 * Replaces a file so that a crash or a power cut leaves either the old or the new one: temporary file of its own name,
 * write, sync, rename, sync of the folder. Throws file system errors.
 */
export async function writeDurably(file: string, content: string | Buffer): Promise<void> {
  written += 1;
  const temporary = `${file}.${process.pid}-${written}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/** Writes all bytes at the end of a file that was opened for appending. Quicker than `appendFile`, which asks more of it. */
export async function append(handle: FileHandle, bytes: Buffer): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
}

/** Makes a new or renamed entry of a folder survive a power cut. Windows does not open folders, and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A folder that only its owner can read, with the parents that are missing. */
export const makeFolder = (folder: string) => mkdir(folder, { recursive: true, mode: 0o700 });

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
