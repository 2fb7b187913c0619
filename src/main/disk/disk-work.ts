import type { OnDefect } from '../lib/defects.ts';
import { createThread } from '../lib/thread.ts';
import { FromDisk, type ToDisk } from './disk-protocol.ts';
import type { FolderBytes } from './folder-bytes.ts';

/** Work on large folders, in a thread of its own that is there only while there is something to do. */
export interface DiskWork {
  /** What a folder takes on disk, and those of its own folders that are named in `apart`; null when that is not known. */
  measure(folder: string, apart?: readonly string[]): Promise<FolderBytes | null>;
  /** Removes a folder with everything in it. */
  remove(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** A thread costs some megabytes; a quiet minute is reason enough to end it. */
const IDLE_MS = 60_000;

/** @param file the program of the thread */
export function createDiskWork(file: string, onDefect: OnDefect = () => undefined): DiskWork {
  const thread = createThread<ToDisk, FromDisk>({
    file,
    answer: FromDisk,
    idleMs: IDLE_MS,
    onDefect: (thrown) => onDefect('disk', thrown),
  });
  let closed = false;
  const ask = async (question: ToDisk): Promise<FolderBytes | null> => {
    const sizes = closed ? null : await thread.ask(question);
    return sizes?.ok ? sizes.value : null;
  };
  return {
    measure: (folder, apart = []) => ask({ do: 'measure', folder, apart: [...apart] }),
    remove: async (folder) => void (await ask({ do: 'remove', folder })),
    async close() {
      closed = true;
      await thread.close();
    },
  };
}
