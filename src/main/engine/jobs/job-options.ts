import { failure, ok, type Result } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/ids.ts';
import { type Job, JobSettings, type Limits, limitBehind, type Pause } from '../../../shared/job.ts';
import { isArchived } from '../../../shared/job-counts.ts';
import { branchFor } from '../../../shared/new-job.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Budget } from '../../scheduler/budget.ts';
import type { Queue } from '../../scheduler/contract.ts';
import type { Records } from '../../store/contract.ts';

interface Deps {
  records: Records;
  queue: Queue;
  budget: Budget;
  clock: Clock;
}

/** May more be spent than before? Null is no limit at all. */
export const isRaised = (before: number | null, after: number | null): boolean =>
  before !== null && (after === null || after > before);

/**
 * Jobs that stand still for this reason, of earlier starts too; they are read into memory. None that a person put away: what
 * goes on by itself there would spend unseen.
 */
export async function openPaused(records: Records, by: Pause['by']): Promise<JobId[]> {
  const paused = records.summaries().filter((summary) => summary.job.paused?.by === by && !isArchived(summary));
  for (const { job } of paused) await records.open(job.id);
  return paused.map(({ job }) => job.id);
}

/** Goes on with a job that this limit has stopped, once it was raised. One that a person paused stays so. */
export async function resumeAfterBudget(
  { records, queue }: Pick<Deps, 'records' | 'queue'>,
  jobId: JobId,
  limit: 'job_budget' | 'day_budget',
): Promise<Result<null>> {
  const paused = records.job(jobId)?.paused;
  return paused?.by === 'budget' && (paused.limit ?? limit) === limit ? queue.resume(jobId) : ok(null);
}

/**
 * Saves other options and does what they allow at once: what stopped at a limit that is higher now goes on. Everything else is
 * read by an execution when it begins, so it holds for runs that start or are retried later.
 */
export async function takeOptions(deps: Deps, jobId: JobId, asked: JobSettings): Promise<Result<null>> {
  const { records, queue, budget, clock } = deps;
  const before = records.job(jobId);
  if (!before) return failure('not_found', 'There is no such job.');
  // A job whose options cannot be read again would be set aside at the next start.
  const fault = JobSettings.safeParse(asked).error?.issues[0];
  if (fault) return failure('not_allowed', `The options cannot be saved: ${fault.path.join('.')} is out of bounds.`);
  // One that was left as it is keeps its name, whatever the job is called by now.
  const isOther = asked.branch !== before.settings.branch;
  const settings = isOther ? { ...asked, branch: branchFor(asked, before.title) } : asked;
  const saved = await records.changeJob(jobId, (job) => ({
    ...job,
    settings,
    ...orderAfter(job, settings, clock.now()),
  }));
  if (!saved.ok) return saved;
  budget.reconsider();
  queue.schedule();
  if (isRaised(before.settings.budgetUsd, settings.budgetUsd)) {
    const resumed = await resumeAfterBudget(deps, jobId, 'job_budget');
    if (!resumed.ok) return resumed;
  }
  return goOnAbove(deps, jobId, before.settings.limits, settings.limits);
}

/** On again this soon is an Undo. */
const UNDO_MS = 60_000;

/**
 * What is finished was reviewed, or is to be, under the order that held then: a new order opens nothing of it. One that is only
 * taken back covers what it did.
 */
function orderAfter(job: Job, { openPullRequests }: JobSettings, now: number): Partial<Job> {
  if (openPullRequests === job.settings.openPullRequests) return {};
  if (!openPullRequests) return { opensPullRequestsUntil: now };
  const isUndo = Math.abs(now - (job.opensPullRequestsUntil ?? 0)) <= UNDO_MS;
  return isUndo ? {} : { opensPullRequestsFrom: now };
}

const LIMITS = ['steps', 'dollars', 'minutes'] as const satisfies readonly (keyof Limits)[];

async function goOnAbove(
  { records, queue }: Pick<Deps, 'records' | 'queue'>,
  jobId: JobId,
  before: Limits,
  after: Limits,
): Promise<Result<null>> {
  const raised = new Set<string>(LIMITS.filter((limit) => after[limit] > before[limit]));
  if (raised.size === 0) return ok(null);
  const paused = records.job(jobId)?.paused;
  if (paused?.by === 'breaker' && raised.has(limitBehind(paused) ?? '')) {
    const resumed = await queue.resume(jobId);
    if (!resumed.ok) return resumed;
  }
  const stopped = records.runs(jobId).filter((run) => run.outcome === 'stopped' && raised.has(run.stoppedBy ?? ''));
  return queue.goOn(stopped.map((run) => run.id));
}
