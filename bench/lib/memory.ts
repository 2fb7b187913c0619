import { setTimeout as wait } from 'node:timers/promises';
import { commandLineOf, pssMb, treeOf } from './proc.ts';
import { sum } from './rows.ts';

/** The most memory that a process tree held, in megabytes of PSS. */
export interface PeakMemory {
  /** All of it. */
  treeMb: number;
  /** The mean of the session processes, at the moment when it was highest with all of them alive. */
  perSessionMb: number;
}

const EVERY_MS = 100;
/** How Chromium names the processes that utilityProcess.fork makes. */
const isSession = (pid: number): boolean => commandLineOf(pid).includes('node.mojom.NodeService');

/**
 * Samples a tree while `work` runs. Sampling costs time, so nothing is timed in the same run.
 * @param sessions how many session processes the work has at once
 */
export async function peakMemory(root: number, sessions: number, work: () => Promise<unknown>): Promise<PeakMemory> {
  const peak: PeakMemory = { treeMb: 0, perSessionMb: 0 };
  let over = false;
  const working = work().finally(() => {
    over = true;
  });
  while (!over) {
    const sizes = treeOf(root).map((pid) => ({ mb: pssMb(pid), session: isSession(pid) }));
    peak.treeMb = Math.max(peak.treeMb, sum(sizes.map(({ mb }) => mb)));
    const own = sizes.filter(({ session, mb }) => session && mb > 0);
    if (own.length === sessions)
      peak.perSessionMb = Math.max(peak.perSessionMb, sum(own.map(({ mb }) => mb)) / sessions);
    await wait(EVERY_MS);
  }
  await working;
  return peak;
}
