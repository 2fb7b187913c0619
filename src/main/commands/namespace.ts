import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/**
 * The first process of a command's namespace, by its id on this machine. With its end the kernel ends everything in the
 * namespace, whatever that has detached, renamed or unmarked; and nothing inside can keep it from being killed from outside.
 */
export interface FirstProcess {
  pid: number;
  /** Ids are used again; together with the time of its start one means the same process for ever. */
  startedAt: string;
}

const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 50;

/**
 * Hears from bubblewrap which process is the first one, and only then lets the command begin: so nothing of a command runs
 * that could not be ended. Null when bubblewrap ended before there was one.
 * @param status where bubblewrap says it, as lines of JSON
 * @param gate holds bubblewrap back until something is written to it
 */
export function firstProcess(child: ChildProcess, status: Readable, gate: Writable): Promise<FirstProcess | null> {
  gate.on('error', () => undefined);
  status.on('error', () => undefined);
  return new Promise((resolve) => {
    let said = '';
    status.setEncoding('utf8');
    status.on('data', (chunk: string) => {
      said += chunk;
      const pid = Number(/"child-pid"\s*:\s*(\d+)/.exec(said)?.[1]);
      if (!pid || !said.includes('\n')) return;
      status.removeAllListeners('data').resume();
      const { parent, startedAt } = processAt(pid) ?? {};
      const isTheirs = startedAt !== undefined && parent === child.pid;
      // Without knowing how to end it, it must not begin: bubblewrap and what it made end together.
      if (isTheirs) gate.end('x');
      else child.kill('SIGKILL');
      resolve(isTheirs ? { pid, startedAt } : null);
    });
    const gone = () => resolve(null);
    child.once('error', gone);
    status.once('close', gone);
  });
}

/** Ends a namespace and waits until nothing of it lives. False when it still does: something hangs in the kernel. */
export async function endNamespace(first: FirstProcess): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = 1; killFirst(first); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return true;
}

/** Kills it; false when it had ended, and with it its namespace. */
export function killFirst({ pid, startedAt }: FirstProcess): boolean {
  const found = processAt(pid);
  // A first process has ended only when all others have: the kernel lets it wait for them.
  if (found === null || found.startedAt !== startedAt || 'ZX'.includes(found.state)) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

function processAt(pid: number): { state: string; parent: number; startedAt: string } | null {
  try {
    // What follows the name, which stands in brackets and may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? 'X', parent: Number(fields[1]), startedAt: fields[19] ?? '' };
  } catch {
    return null;
  }
}
