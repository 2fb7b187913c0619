import type { JobId, RunId } from '../../shared/ids.ts';
import { isArchived, jobStatus } from '../../shared/job-counts.ts';
import type { JobSummary } from '../../shared/methods/jobs.ts';
import type { Run } from '../../shared/run.ts';
import { groupOf, RUN_GROUPS, type RunGroup } from '../../shared/run-group.ts';
import { promptTokens } from '../../shared/usage.ts';
import { matchesFilter } from './run-filter.ts';
import { opensPullRequest } from './run-mark.ts';
import type { ClientState } from './store.ts';

const NO_IDS: readonly RunId[] = [];

/** All jobs, newest first. */
export const jobsNewestFirst = (jobs: ClientState['jobs']): JobSummary[] =>
  Object.values(jobs).sort((a, b) => b.job.createdAt - a.job.createdAt || (a.job.id < b.job.id ? 1 : -1));

export const runIdsOf = (state: ClientState, jobId: JobId): readonly RunId[] => state.runIdsOfJob[jobId] ?? NO_IDS;
export const isPausedJob = ({ jobs }: ClientState, jobId: JobId): boolean => (jobs[jobId]?.job.paused ?? null) !== null;
export const runsOf = (state: ClientState, jobId: JobId): Run[] =>
  runIdsOf(state, jobId).flatMap((id) => state.runs[id] ?? []);

/** All that was approved and can go out. A job that was put away is not asked about again. */
export const approvedToOpen = ({ runs, jobs }: Pick<ClientState, 'runs' | 'jobs'>): Run[] =>
  Object.values(runs).filter((run) => {
    const summary = jobs[run.jobId];
    return run.review.decision === 'approved' && opensPullRequest(run) && !(summary && isArchived(summary));
  });

/** The numbers on the rail. */
export interface RailCounts {
  activeJobs: number;
  review: number;
  pullRequests: number;
}
export function railCounts(state: ClientState): RailCounts {
  const counts = { activeJobs: 0, review: 0, pullRequests: 0 };
  for (const summary of Object.values(state.jobs)) {
    const { job, counts: of } = summary;
    const status = jobStatus(of, job.paused !== null);
    if (status === 'running' || status === 'paused') counts.activeJobs += 1;
    if (!isArchived(summary)) counts.review += of.needsYou;
    counts.pullRequests += of.pullRequests;
  }
  return counts;
}

/** One group of rows, never empty. */
export interface RowGroup {
  group: RunGroup;
  runIds: RunId[];
}

/**
 * Rows by who must act. Inside a group they keep the order that they come in: that of the job, so that nothing jumps while it
 * streams, unless somebody sorts them. `waiting`: the same runs in the order in which those that wait are to be shown.
 */
export function groupRuns(runs: readonly Run[], filter = '', waiting = runs): RowGroup[] {
  const groups = new Map<RunGroup, RunId[]>(RUN_GROUPS.map((group) => [group, []]));
  for (const run of runs)
    if (groupOf(run) !== 'waiting' && matchesFilter(run, filter)) groups.get(groupOf(run))?.push(run.id);
  for (const run of waiting)
    if (groupOf(run) === 'waiting' && matchesFilter(run, filter)) groups.get('waiting')?.push(run.id);
  return RUN_GROUPS.map((group) => ({ group, runIds: groups.get(group) ?? [] })).filter(
    ({ runIds }) => runIds.length > 0,
  );
}

/** A line of a list of runs: the head of a group or a run in it. */
export type ListLine =
  | { kind: 'head'; key: string; title: string; count: number; folded: boolean; hint: string }
  | { kind: 'run'; key: RunId };

/** A group as the lines of a virtual list; a folded one is only its head. */
export const linesOf = (
  head: Omit<Extract<ListLine, { kind: 'head' }>, 'kind'>,
  runIds: readonly RunId[],
): ListLine[] => [
  { kind: 'head', ...head },
  ...(head.folded ? [] : runIds.map((key): ListLine => ({ kind: 'run', key }))),
];

/**
 * How long the rest of a job will take, in ms: what settled runs needed on average, spread over the places that may work at
 * the same time. Null while too little is known.
 */
export function remainingMs(runs: readonly Run[], concurrency: number, now: number): number | null {
  const took: number[] = [];
  let open = 0;
  let spent = 0;
  for (const run of runs) {
    if (run.status === 'queued' || run.status === 'running') {
      open += 1;
      if (run.status === 'running' && run.startedAt !== null) spent += now - run.startedAt;
    } else if (run.startedAt !== null && run.endedAt !== null && run.outcome !== 'cancelled') {
      took.push(run.endedAt - run.startedAt);
    }
  }
  if (open === 0 || took.length === 0) return null;
  const average = took.reduce((sum, ms) => sum + ms, 0) / took.length;
  return Math.max(average * 0.25, (open * average - spent) / Math.min(concurrency, open));
}

/** How long a run has worked, in all of its attempts as its cost is, in ms; 0 before it started. */
export const elapsedMs = (run: Run, now: number): number =>
  run.startedAt === null
    ? 0
    : run.earlierMs + Math.max(0, (run.endedAt ?? (run.status === 'running' ? now : run.startedAt)) - run.startedAt);

/** The same for its last attempt alone. */
export const lastAttemptMs = (run: Run, now: number): number => elapsedMs({ ...run, earlierMs: 0 }, now);

/** All tokens of a run, in and out. */
export const allTokens = (run: Run): number => promptTokens(run.usage) + run.usage.output;
