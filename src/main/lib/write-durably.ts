import { open, rename, rm } from 'node:fs/promises';
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

/** Writes a file whose folder is synced later, by whoever needs the whole folder. Throws file system errors. */
export async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o666);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
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
