import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';

const MAX_BYTES = 1024 * 1024;
const MAX_ENTRIES = 500;

/** Looks at files directly below a folder of a clone. The clone is hostile: no link is followed, nothing large is read. */
export interface CloneReader {
  /** Text of a regular file, or null when there is none (or it is a link, a pipe, or larger than 1 MB). */
  text(name: string): Promise<string | null>;
  /** Is there a real folder of this name? */
  hasFolder(name: string): Promise<boolean>;
  /** Is there a regular file of this name? */
  hasFile(name: string): Promise<boolean>;
  /** Names in a real folder (`.` for the clone itself), at most 500. */
  names(folder: string): Promise<string[]>;
}

/** @param clonePath root of the clone's tree; names given to the reader are single components */
export function cloneReader(clonePath: string): CloneReader {
  const at = (name: string): string => path.join(clonePath, path.basename(name));
  const kind = async (name: string): Promise<'file' | 'folder' | null> => {
    const stats = await lstat(at(name)).catch(() => null);
    return stats?.isFile() ? 'file' : stats?.isDirectory() ? 'folder' : null;
  };
  return {
    hasFolder: async (name) => (await kind(name)) === 'folder',
    hasFile: async (name) => (await kind(name)) === 'file',
    async names(folder) {
      if (folder !== '.' && (await kind(folder)) !== 'folder') return [];
      const names = await readdir(folder === '.' ? clonePath : at(folder)).catch(() => []);
      return names.slice(0, MAX_ENTRIES).sort();
    },
    async text(name) {
      const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
      const file = await open(at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null);
      if (file === null) return null;
      try {
        const stats = await file.stat();
        return stats.isFile() && stats.size <= MAX_BYTES ? await file.readFile('utf8') : null;
      } finally {
        await file.close();
      }
    },
  };
}
