import { readdirSync, readFileSync } from 'node:fs';

/** Accounting from /proc; Linux only. */
const TICKS_PER_SECOND = 100;

/** A file of /proc, or nothing when its process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** `pid (command) state ppid … utime stime cutime cstime`: the parent, and the CPU seconds with those of reaped children. */
function statOf(pid: number): { parent: number; cpuS: number; ownCpuS: number } | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === '') return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = [11, 12, 13, 14].map((at) => Number(fields[at]));
  const own = (user + system) / TICKS_PER_SECOND;
  return { parent: Number(fields[1]), cpuS: own + (childUser + childSystem) / TICKS_PER_SECOND, ownCpuS: own };
}

/** A process and everything below it, as pids. */
export function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter(isNumber)) {
    const pid = Number(name);
    const parent = statOf(pid)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  for (let wave = [root]; wave.length > 0; wave = wave.flatMap((pid) => children.get(pid) ?? [])) found.push(...wave);
  return found;
}

/** CPU seconds of a process tree since each of its members began, ended members included. */
export const treeCpuS = (root: number): number =>
  treeOf(root).reduce((total, pid) => total + (statOf(pid)?.cpuS ?? 0), 0);

/** CPU seconds of one process, without its children. */
export const ownCpuS = (pid: number): number => statOf(pid)?.ownCpuS ?? 0;

/** CPU seconds that the whole machine has worked since it was started. */
export function machineCpuS(): number {
  const fields = (/^cpu +(.*)$/m.exec(read('/proc/stat'))?.[1] ?? '').split(' ').map(Number);
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, softInterrupt = 0] = fields;
  return (user + nice + system + interrupt + softInterrupt) / TICKS_PER_SECOND;
}

/** Megabytes of a process: its own, and its share of what it shares (PSS). 0 when it is gone. */
export const pssMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

export const commandLineOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
