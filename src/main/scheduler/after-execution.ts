import type { AppError } from '../../shared/errors.ts';
import { isRetryable } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import { currentPrompt, type Job } from '../../shared/job.ts';
import type { PauseReason } from '../../shared/messages/pauses.ts';
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

/** Why a job was paused by a budget. */
export function budgetReason({ limit, refused }: Extract<BudgetedResult, { kind: 'budget' }>): PauseReason {
  if (!refused) return { code: 'budget_used_up', parameters: { limit, refused: null } };
  const { limitUsd, spentUsd, needsUsd } = refused;
  return { code: 'budget_used_up', parameters: { limit, refused: { limitUsd, spentUsd, needsUsd } } };
}
