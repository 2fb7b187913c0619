import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { treeOf } from './proc.ts';

/** Folders for one benchmark, all removed when it ends. */
export interface Scratch {
  folder(name: string): string;
  /** In memory: no disk is measured, and what is deleted leaves no trace. Null where there is no room. */
  folderInMemory(name: string): string | null;
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 8e9;

function hasRoomInMemory(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM_BYTES;
  } catch {
    return false;
  }
}

export function openScratch(): Scratch {
  const roots = new Map<string, string>();
  let count = 0;
  const folderBelow = (place: string, name: string): string => {
    const root = roots.get(place) ?? mkdtempSync(path.join(place, 'cody-batch-bench-'));
    roots.set(place, root);
    count += 1;
    const folder = path.join(root, `${count}-${name}`);
    mkdirSync(folder);
    return folder;
  };
  process.once('exit', () => {
    endOwnProcesses();
    for (const root of roots.values()) rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  return {
    folder: (name) => folderBelow(tmpdir(), name),
    folderInMemory: (name) => (hasRoomInMemory() ? folderBelow(MEMORY, name) : null),
  };
}

/** What still runs below this process would go on writing into folders that are being removed. */
function endOwnProcesses(): void {
  if (process.platform !== 'linux') return;
  for (const pid of treeOf(process.pid).filter((each) => each !== process.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was gone already.
    }
  }
}
