import type { AppError } from '../../shared/errors.ts';
import { isRetryable } from '../../shared/errors.ts';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { currentPrompt, type Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import { stopsTheJob } from './breaker.ts';

/**
 * How one execution of a run ended. `settled`: the outcome is recorded. `failed`: nothing is recorded yet, because the
 * queue decides whether it is tried again. `budget`: it stopped at a limit that every other run of the job would meet.
 * `left`: the app is quitting, or the job is paused; it goes on later.
 */
export type Ending =
  | { kind: 'settled' }
  | { kind: 'failed'; error: AppError }
  | { kind: 'budget'; limit: 'job_budget' | 'day_budget' }
  | { kind: 'left' };

/** How a run goes on when a person asks for another try: in its thread where that makes sense, otherwise from the start. */
export function wayOfRetry(job: Job, run: Run): 'resume' | 'retry' {
  if (run.promptVersion < currentPrompt(job).version) return 'retry';
  if (run.status === 'interrupted' || run.outcome === 'stopped') return 'resume';
  const error = run.outcome === 'failed' ? run.lastError : null;
  return error && (isRetryable(error) || stopsTheJob(error)) ? 'resume' : 'retry';
}

/** A person's messages that no turn has taken up yet. */
export function pendingComments(events: readonly RunEvent[]): string[] {
  const taken = events.findLast(({ body }) => body.kind === 'turn_started' && body.source === 'person')?.seq ?? 0;
  return events.flatMap(({ seq, body }) => (body.kind === 'comment_added' && seq > taken ? [body.text] : []));
}

export const CANCELLED: RunEventBody = { kind: 'settled', outcome: 'cancelled', reason: 'Cancelled.', error: null };
export const APP_ENDED: RunEventBody = {
  kind: 'interrupted',
  error: {
    code: 'session_crashed',
    message: 'The app ended while this run was at work; it goes on where its log ends.',
  },
};

export const stoppedByBudget = (run: Run): boolean =>
  run.outcome === 'stopped' && (run.stoppedBy === 'job_budget' || run.stoppedBy === 'day_budget');

export const budgetWords = (limit: 'job_budget' | 'day_budget'): string =>
  limit === 'job_budget'
    ? 'The budget of this job is used up. Raise it to go on.'
    : 'The budget of the day is used up. Raise it to go on, or press Resume tomorrow.';
