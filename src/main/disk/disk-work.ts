import { Worker } from 'node:worker_threads';
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

/** @param workerFile the program of the thread */
export function createDiskWork(workerFile: string): DiskWork {
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;
  let closed = false;
  const waiting = new Map<number, (answer: FolderBytes | null) => void>();

  const sendAway = () => {
    const own = thread;
    // Who asks from now on gets another thread.
    thread = null;
    void own?.terminate();
  };
  const rest = () => {
    if (idle) clearTimeout(idle);
    idle = waiting.size > 0 ? null : setTimeout(sendAway, IDLE_MS).unref();
  };
  const started = (): Worker => {
    if (thread) return thread;
    const own = new Worker(workerFile);
    thread = own;
    // It must not keep the app alive.
    own.unref();
    own.on('message', (message: unknown) => {
      const { id, ...sizes } = FromDisk.parse(message);
      waiting.get(id)?.(sizes);
      waiting.delete(id);
      rest();
    });
    const gone = () => {
      if (thread !== own) return;
      thread = null;
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
    };
    own.on('error', gone);
    own.on('exit', gone);
    return own;
  };
  const ask = (request: ToDisk): Promise<FolderBytes | null> => {
    if (closed) return Promise.resolve(null);
    const worker = started();
    return new Promise((resolve) => {
      waiting.set(request.id, resolve);
      rest();
      worker.postMessage(request);
    });
  };
  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  return {
    measure: (folder, apart = []) => ask({ do: 'measure', id: nextId(), folder, apart: [...apart] }),
    remove: async (folder) => void (await ask({ do: 'remove', id: nextId(), folder })),
    async close() {
      closed = true;
      if (idle) clearTimeout(idle);
      await thread?.terminate();
    },
  };
}
