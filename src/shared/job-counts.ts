import { z } from 'zod';
import { isPublishing, outcomeOf, type Run } from './run.ts';
import { groupOf } from './run-group.ts';
import { addUsage, NO_USAGE, Usage } from './usage.ts';

/** What a list of jobs shows of one, computed from its runs. */
export const JobCounts = z.object({
  total: z.number().int(),
  queued: z.number().int(),
  running: z.number().int(),
  interrupted: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  stopped: z.number().int(),
  needsYou: z.number().int(),
  /** Approved, and not out yet. */
  ready: z.number().int(),
  pullRequests: z.number().int(),
  costUsd: z.number(),
  usage: Usage,
});
export type JobCounts = z.infer<typeof JobCounts>;

export function countRuns(runs: readonly Run[]): JobCounts {
  const counts: JobCounts = {
    total: runs.length,
    queued: 0,
    running: 0,
    interrupted: 0,
    changed: 0,
    unchanged: 0,
    failed: 0,
    cancelled: 0,
    stopped: 0,
    needsYou: 0,
    ready: 0,
    pullRequests: 0,
    costUsd: 0,
    usage: NO_USAGE,
  };
  for (const run of runs) {
    if (isPublishing(run)) counts.running += 1;
    else if (run.status === 'settled') counts[outcomeOf(run)] += 1;
    else counts[run.status] += 1;
    const group = groupOf(run);
    if (group === 'needs_you') counts.needsYou += 1;
    if (group === 'ready') counts.ready += 1;
    if (run.publication.pullRequest) counts.pullRequests += 1;
    counts.costUsd += run.costUsd;
    counts.usage = addUsage(counts.usage, run.usage);
  }
  return counts;
}

/** Does something of the job work or wait, or go out just now? */
export const isAtWork = ({ queued, running }: Pick<JobCounts, 'queued' | 'running'>): boolean => queued + running > 0;

/** A job that was put away stays so while it is at rest: whoever retries a run of it sees it again. */
export const isArchived = ({ job, counts }: { job: { archived: boolean }; counts: JobCounts }): boolean =>
  job.archived && !isAtWork(counts);

export type JobStatus = 'running' | 'paused' | 'needs_you' | 'ready' | 'done';
/** A job's status, from its counts and whether somebody paused it. */
export function jobStatus(counts: JobCounts, paused: boolean): JobStatus {
  const open = counts.queued + counts.running;
  if (open > 0) return paused && counts.running === 0 ? 'paused' : 'running';
  // What failed may be retried; nobody has to.
  if (counts.needsYou > counts.failed) return 'needs_you';
  return counts.ready > 0 ? 'ready' : 'done';
}
