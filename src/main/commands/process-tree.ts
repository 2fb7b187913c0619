import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import { MARKER } from './environment.ts';
import { machineMemory, memoryOf, type ProcessMemory, statusOf, unmappedMemory } from './memory-use.ts';

const LINUX = process.platform === 'linux';
/** As the kernel tells it to programs, on every machine. */
const TICKS_PER_SECOND = 100;

/** What one command may use at once; beyond it the command is ended. Wall-clock time is limited by its timeout. */
export const LIMITS = {
  memoryBytes: Math.max(2 * 1024 ** 3, Math.floor(os.totalmem() / 2)),
  processes: 1000,
  /** Largest file that any process may write, in KiB. */
  fileKib: 4 * 1024 ** 2,
} as const;

export interface TreeLimits {
  memoryBytes: number;
  processes: number;
  /** Processor time of all processes together. */
  cpuSeconds: number;
}

/**
 * Processor time that a command may use within its time-out. All its processes together: every core but one for the whole
 * time, so that the rest of the machine gets somewhere. Each single process: all cores for the whole time; that ends what
 * got away from its command, on every system that has `ulimit`.
 */
export function cpuLimits(timeoutMs: number, cores: number): { all: number; each: number } {
  const seconds = Math.ceil(timeoutMs / 1000);
  return { all: seconds * Math.max(1, cores - 1), each: seconds * Math.max(1, cores) };
}

/**
 * Ends the processes of a command without a sandbox: its group, and on Linux every process that carries its marker, however
 * it detached itself. One that means to can erase the marker.
 */
export async function endProcesses(pid: number, marker: string): Promise<void> {
  signalGroup(pid);
  if (!LINUX) return;
  // A process can fork between the look and the kill, and has no environment to be seen for a moment while it becomes
  // another program: look again until nothing was left twice.
  let quiet = 0;
  for (let round = 0; round < 20 && quiet < 2; round += 1) {
    const left = await markedProcesses(marker);
    quiet = left.length === 0 ? quiet + 1 : 0;
    for (const each of left) signalOne(each);
  }
}

export function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    signalOne(pid);
  }
}

function signalOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

async function markedProcesses(marker: string): Promise<number[]> {
  const wanted = `${MARKER}=${marker}`;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    names.map(async (name) => {
      // Processes of other users cannot be read, and are not ours.
      const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(wanted) ? Number(name) : null;
    }),
  );
  return marked.filter((pid) => pid !== null);
}

/** What is watched besides the processes themselves. */
export interface AlsoWatched {
  /** The first process of the command's namespace, once it is known. */
  first?: () => number | null;
  /** Each is repeated by itself, so that none that takes long holds up another. */
  probes?: readonly Probe[];
}

/** Answers with the reason to end the command, or null; `over` when nobody waits for it any more. */
export type Probe = (over: AbortSignal) => Promise<string | null>;

/**
 * Watches a command's processes once a second and calls `onExceeded` once with the reason when they use too much together.
 * Linux only: elsewhere just the timeout and the limits of each process hold. Returns the function that ends the watch.
 */
export function watchLimits(
  pid: number,
  limits: TreeLimits,
  onExceeded: (reason: string) => void,
  everyMs = 1000,
  also: AlsoWatched = {},
): () => void {
  if (!LINUX) return () => undefined;
  const before = machineMemory();
  const megabytes = Math.round(limits.memoryBytes / 1024 ** 2);
  const processes = async (): Promise<string | null> => {
    const use = await usage(pid, before.shared, also.first?.() ?? pid);
    if (use.memory > limits.memoryBytes) return `it used more than ${megabytes} MB of memory`;
    if (use.processes > limits.processes) return `it ran more than ${limits.processes} processes at once`;
    if (use.cpuSeconds > limits.cpuSeconds) return `it used more than ${limits.cpuSeconds} s of processor time`;
    const now = machineMemory();
    // Kinds of shared memory that no process and no folder shows: all that can be seen is that the machine has less.
    if (now.shared - before.shared > limits.memoryBytes && now.available < now.total / 10)
      return 'the memory of the machine was nearly used up';
    return null;
  };
  const over = new AbortController();
  const repeat = (probe: Probe): void => {
    const again = async (): Promise<void> => {
      if (over.signal.aborted) return;
      const reason = await probe(over.signal);
      if (over.signal.aborted) return;
      if (reason === null) {
        setTimeout(again, everyMs).unref();
        return;
      }
      over.abort();
      onExceeded(reason);
    };
    setTimeout(again, everyMs).unref();
  };
  for (const probe of [processes, ...(also.probes ?? [])]) repeat(probe);
  return () => over.abort();
}

interface Usage {
  processes: number;
  memory: number;
  cpuSeconds: number;
}

/** From so much on it is asked where the machine's shared memory is. */
const NOTICEABLE = 64 * 1024 ** 2;

/**
 * Processes below one, itself included, their memory (pages of files counted once for each), and their processor time with
 * that of their children that have ended.
 */
async function usage(root: number, sharedBefore: number, first: number): Promise<Usage> {
  let level = [root];
  const pids: number[] = [];
  let [own, shared, cpuSeconds] = [0, 0, 0];
  while (level.length > 0 && pids.length <= 20_000) {
    const found = await Promise.all(level.map(readProcess));
    pids.push(...level);
    own += found.reduce((sum, each) => sum + each.memory.own, 0);
    shared += found.reduce((sum, each) => sum + each.memory.shared, 0);
    cpuSeconds += found.reduce((sum, each) => sum + each.cpuSeconds, 0);
    level = found.flatMap((each) => each.children);
  }
  const unmapped = machineMemory().shared - sharedBefore > NOTICEABLE ? await unmappedMemory(pids, first) : 0;
  return { processes: pids.length, memory: own + Math.max(shared, unmapped), cpuSeconds };
}

async function readProcess(pid: number): Promise<{ children: number[]; memory: ProcessMemory; cpuSeconds: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return {
    children: children.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number)),
    memory: memoryOf(await statusOf(pid)),
    // Its own user and system time, and that of its children that it has waited for.
    cpuSeconds:
      fieldsOf(stat)
        .slice(11, 15)
        .reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND,
  };
}

/** What follows the name of a process, which stands in brackets and may hold anything. */
const fieldsOf = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');
