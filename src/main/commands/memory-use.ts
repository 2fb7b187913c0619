import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { readdir, readFile, statfs } from 'node:fs/promises';

/** Memory of one process, in bytes. */
export interface ProcessMemory {
  /** Its own, in memory or swapped out, and what it has mapped of files. */
  own: number;
  /** What it has mapped of memory that others may have mapped, too. */
  shared: number;
}

/** What the kernel says of a process; a process that has ended holds nothing. Pure. */
export function memoryOf(status: string): ProcessMemory {
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { own: (kib('RssAnon') + kib('RssFile') + kib('VmSwap')) * 1024, shared: kib('RssShmem') * 1024 };
}

/**
 * Shared memory that processes hold by name or by handle without having it mapped: no process's own figures hold it. Looked
 * for only when that of the machine has grown.
 */
export async function unmappedMemory(pids: readonly number[], first: number): Promise<number> {
  const shm = await statfs(`/proc/${first}/root/dev/shm`).catch(() => null);
  const inShm = shm && shm.type === TMPFS ? (shm.blocks - shm.bfree) * shm.bsize : 0;
  const seen = new Map<string, number>();
  for (const pid of pids) {
    for (const handle of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const file = `/proc/${pid}/fd/${handle}`;
      try {
        if (!readlinkSync(file).startsWith('/memfd:')) continue;
        const { ino, blocks } = statSync(file);
        seen.set(String(ino), blocks * 512);
      } catch {
        // It was closed meanwhile.
      }
    }
  }
  return inShm + [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
}

const TMPFS = 0x01021994;

/** Memory of the machine, in bytes: in shared memory of every kind, and what could still be had. */
export function machineMemory(): { shared: number; available: number; total: number } {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { shared: of('Shmem'), available: of('MemAvailable'), total: of('MemTotal') };
}

export const statusOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
