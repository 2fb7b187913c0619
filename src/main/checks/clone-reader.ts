import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';

const MAX_BYTES = 1024 * 1024;
const MAX_ENTRIES = 500;

/**
 * Looks at files of a clone, by paths relative to its root. The clone is hostile: no link is followed, also not on the way,
 * nothing large is read.
 */
export interface CloneReader {
  /** Text of a regular file, or null when there is none (or it is a link, a pipe, or larger than 1 MB). */
  text(name: string): Promise<string | null>;
  /** Is there a real folder of this name? */
  hasFolder(name: string): Promise<boolean>;
  /** Is there a regular file of this name? */
  hasFile(name: string): Promise<boolean>;
  /** Names in a real folder (`.` for the clone itself), at most 500. */
  names(folder: string): Promise<string[]>;
  /** The same for a folder of the clone, as if that were a clone. */
  below(folder: string): CloneReader;
}

/** @param clonePath root of the clone's tree; names given to the reader never lead out of it */
export function cloneReader(clonePath: string): CloneReader {
  /** The kind of what a path leads to; null as soon as a part of it is a link. */
  const kind = async (name: string): Promise<'file' | 'folder' | null> => {
    const parts = partsOf(name);
    for (const [index] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const stats = await lstat(path.join(clonePath, ...parts.slice(0, index + 1))).catch(() => null);
      if (stats?.isFile() && isLast) return 'file';
      if (!stats?.isDirectory()) return null;
    }
    return 'folder';
  };
  const at = (name: string): string => path.join(clonePath, ...partsOf(name));
  return {
    hasFolder: async (name) => (await kind(name)) === 'folder',
    hasFile: async (name) => (await kind(name)) === 'file',
    async names(folder) {
      if ((await kind(folder)) !== 'folder') return [];
      const names = await readdir(at(folder)).catch(() => []);
      return names.slice(0, MAX_ENTRIES).sort();
    },
    async text(name) {
      if ((await kind(name)) !== 'file') return null;
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
    below: (folder) => cloneReader(at(folder)),
  };
}

const partsOf = (name: string): string[] => name.split('/').filter((part) => !['', '.', '..'].includes(part));
