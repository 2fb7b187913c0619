import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** One living process as /proc shows it. `start` tells it apart from a later one with the same id. */
export interface LivingProcess {
  pid: number;
  parent: number;
  start: string;
  commandLine: string;
}

/** Everything that lives just now; the dead that nobody has waited for don't count. */
function living(): LivingProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const pid = Number(name);
    const stat = textOf(`/proc/${pid}/stat`);
    // The name stands in brackets and may hold anything; what follows the last one is in fixed places.
    const [state = 'Z', parent = '0', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return [];
    const commandLine = textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    return [{ pid, parent: Number(parent), start: rest[17] ?? '', commandLine }];
  });
}

/** Everything below a process, at any depth. */
export function descendantsOf(pid: number): LivingProcess[] {
  const all = living();
  const found: LivingProcess[] = [];
  const look = (parent: number) => {
    for (const child of all.filter((candidate) => candidate.parent === parent)) {
      found.push(child);
      look(child.pid);
    }
  };
  look(pid);
  return found;
}

/** The session processes of an app: Electron's utility processes that run Node. */
export const sessionsOf = (pid: number): LivingProcess[] =>
  descendantsOf(pid).filter(({ commandLine }) => commandLine.includes('node.mojom.NodeService'));

/** Processes that work in a folder or carry its path, whoever their parent is. */
const workingIn = (folder: string): LivingProcess[] =>
  living().filter(
    ({ pid, commandLine }) =>
      commandLine.includes(folder) ||
      textOf(`/proc/${pid}/environ`).includes(folder) ||
      linkOf(`/proc/${pid}/cwd`).startsWith(folder),
  );

/** Waits until none of these lives any more; answers with the command lines of those that do after `longestMs`. */
export async function remaining(processes: readonly LivingProcess[], longestMs: number): Promise<string[]> {
  const until = performance.now() + longestMs;
  for (;;) {
    const alive = living();
    const left = processes.filter(({ pid, start }) => alive.some((one) => one.pid === pid && one.start === start));
    if (left.length === 0 || performance.now() > until) return left.map(({ commandLine }) => commandLine);
    await wait(20);
  }
}

/** Waits until nothing works in a folder any more; answers with the command lines of what does after `longestMs`. */
export async function leftIn(folder: string, longestMs: number): Promise<string[]> {
  return remaining(workingIn(folder), longestMs);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended between the look and the read.
    return '';
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
