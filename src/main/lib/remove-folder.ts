import { randomUUID } from 'node:crypto';
import { chmod, lstat, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Files removed between two turns of the event loop: Node's own way blocks it for a quarter of a second per 20,000. */
const AT_ONCE = 32;

async function makeRemovable(path: string): Promise<void> {
  const entry = await lstat(path);
  if (!entry.isDirectory()) return;
  await chmod(path, 0o700);
  for (const name of await readdir(path)) await makeRemovable(join(path, name));
}

async function removeInPieces(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  for (let at = 0; at < files.length; at += AT_ONCE) {
    await Promise.all(files.slice(at, at + AT_ONCE).map(({ name }) => unlink(join(folder, name))));
  }
  for (const entry of entries) if (entry.isDirectory()) await removeInPieces(join(folder, entry.name));
  await rmdir(folder);
}

/** Removes a folder with everything in it, read-only folders included (package caches make such). Missing is fine. */
export async function removeFolder(path: string): Promise<void> {
  try {
    // A link is no folder, wherever it leads.
    if ((await lstat(path)).isDirectory()) await removeInPieces(path);
    else await unlink(path);
  } catch {
    // Missing, read-only, or held by somebody for a moment.
    await makeRemovable(path).catch(() => undefined);
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENAMETOOLONG') throw error;
      await removeDeep(path);
    });
  }
}

/** Longer than this, a path is cut in two by a move. A quarter of what systems take. */
const LONG_PATH = 1000;

/**
 * Removes folders that are nested deeper than any path may be long: what lies too deep is moved up beside the folder first, part by
 * part. Little else is left by now.
 */
async function removeDeep(path: string): Promise<void> {
  const waiting = [path];
  for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      await chmod(folder, 0o700);
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (!entry.isDirectory()) continue;
        const below = join(folder, entry.name);
        if (below.length < root.length + LONG_PATH) {
          folders.push(below);
          continue;
        }
        const beside = `${path}.${randomUUID()}`;
        await rename(below, beside);
        waiting.push(beside);
      }
    }
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}
