import type { AppError } from '../../shared/errors.ts';
import { isRetryable } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import { currentPrompt, type Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { ExecutionResult } from '../executor/execution-result.ts';
import { stopsTheJob } from './breaker.ts';
import type { Refused } from './budget.ts';

/** How an execution ended, and what the budget did not allow it. */
export type BudgetedResult = ExecutionResult & { refused?: Refused };

/** Puts a run back into the queue. `retry` starts over with the newest prompt. */
export function queuedAgain(job: Job, run: Run, reason: 'retry' | 'resume' | 'feedback'): RunEventBody {
  const promptVersion = reason === 'retry' ? currentPrompt(job).version : run.promptVersion;
  return { kind: 'queued', reason, attempt: run.attempt + 1, promptVersion };
}

/** Errors of the conversation itself: continuing it would fail again at the same point. */
const THREAD_IS_SPENT = new Set<AppError['code']>(['model_refused', 'model_context_full', 'model_rejected']);

/**
 * How a retry continues: in the same thread where that may succeed, because its answers are already paid for; otherwise from
 * the start.
 */
export function wayOfRetry(job: Job, run: Run): 'resume' | 'retry' {
  if (run.promptVersion < currentPrompt(job).version) return 'retry';
  if (run.status === 'interrupted' || run.outcome === 'stopped') return 'resume';
  if (run.outcome === 'cancelled') return run.steps > 0 ? 'resume' : 'retry';
  // A failure without an error means that the session itself reported that it could not do the task.
  const error = run.outcome === 'failed' ? run.lastError : null;
  if (!error || THREAD_IS_SPENT.has(error.code)) return 'retry';
  return run.steps > 0 || isRetryable(error) || stopsTheJob(error) ? 'resume' : 'retry';
}

export const CANCELLED: RunEventBody = {
  kind: 'settled',
  outcome: 'cancelled',
  reason: { code: 'cancelled', parameters: {} },
  error: null,
};
export const APP_ENDED: RunEventBody = {
  kind: 'interrupted',
  error: {
    code: 'session_crashed',
    message: 'The app ended while this run was at work; it goes on where its log ends.',
  },
};

export const stoppedByBudget = (run: Run): boolean =>
  run.outcome === 'stopped' && (run.stoppedBy === 'job_budget' || run.stoppedBy === 'day_budget');

const NAMES = { job_budget: 'The budget of this job', day_budget: 'The budget of the day' } as const;

/** Why a job was paused by a budget, and how to resume it. */
export function budgetText({ limit, refused }: Extract<BudgetedResult, { kind: 'budget' }>): string {
  const next = limit === 'job_budget' ? 'Raise it to go on.' : 'It goes on at 00:00, or as soon as you raise it.';
  if (!refused) return `${NAMES[limit]} is used up. ${next}`;
  const left = Math.max(0, refused.limitUsd - refused.spentUsd);
  const needs = `the next request may cost ${dollars(refused.needsUsd, 'up')}`;
  if (refused.spentUsd === 0) {
    return `${NAMES[limit]} (${dollars(refused.limitUsd)}) is too small for one request, which may cost ${dollars(refused.needsUsd, 'up')}. ${next}`;
  }
  return left < 0.01
    ? `${NAMES[limit]} is used up. ${next}`
    : `${NAMES[limit]} is used up but for ${dollars(left, 'down')}, and ${needs}. ${next}`;
}

/** Rounded to cents: available money down, required money up. */
function dollars(usd: number, way: 'up' | 'down' | 'near' = 'near'): string {
  const cents = usd * 100;
  const whole = way === 'near' ? Math.round(cents) : way === 'up' ? Math.ceil(cents - 1e-6) : Math.floor(cents + 1e-6);
  return `$${(whole / 100).toFixed(2)}`;
}
