import type { RunId } from '../../shared/ids.ts';
import { type Job, PRIORITIES } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';

export interface Candidate {
  job: Job;
  runs: readonly Run[];
}
/** Runs that are active. */
type Active = Pick<ReadonlySet<RunId>, 'has'>;

/** From when on (epoch ms) a run is ready; null when it is not. */
export type Wants = (job: Job, run: Run) => number | null;

/**
 * The next run to start, or null. Jobs of the highest priority with ready runs share the slots evenly: the one with the
 * fewest active runs is served first, then the older one. Within a job the smallest position goes first. Runs that
 * wait for a time and those that may not start are left out.
 */
export function pickNext(
  jobs: readonly Candidate[],
  active: Active,
  now: number,
  wants: Wants,
  mayStart: (job: Job, run: Run) => boolean = () => true,
): Run | null {
  let best: First | null = null;
  for (const { job, runs } of jobs) {
    let running = 0;
    let first: Run | null = null;
    for (const run of runs) {
      if (active.has(run.id)) running += 1;
      else if (
        run.position < (first?.position ?? Infinity) &&
        (wants(job, run) ?? Infinity) <= now &&
        mayStart(job, run)
      ) {
        first = run;
      }
    }
    if (!first) continue;
    const candidate = { run: first, running, job };
    if (!best || goesBefore(candidate, best)) best = candidate;
  }
  return best?.run ?? null;
}

/** The first run of a job that could start, and how many of that job are at work. */
interface First {
  run: Run;
  running: number;
  job: Job;
}
const goesBefore = (a: First, b: First): boolean =>
  (rankOf(a) - rankOf(b) || a.running - b.running || a.job.createdAt - b.job.createdAt) < 0;
const rankOf = ({ job }: First): number => PRIORITIES.indexOf(job.settings.priority);

/** When the earliest run that waits for a time may start, or null when none waits. */
export function nextWakeUp(jobs: readonly Candidate[], active: Active, now: number, wants: Wants): number | null {
  let earliest: number | null = null;
  for (const { job, runs } of jobs) {
    for (const run of runs) {
      const at = active.has(run.id) ? null : wants(job, run);
      if (at !== null && at > now) earliest = Math.min(earliest ?? Infinity, at);
    }
  }
  return earliest;
}
