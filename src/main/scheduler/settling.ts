import type { AppError, Result } from '../../shared/errors.ts';
import { isRetryable } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Job, Pause } from '../../shared/job.ts';
import type { OutcomeMessage } from '../../shared/messages/row-message.ts';
import type { Run } from '../../shared/run.ts';
import { pendingComments } from '../executor/run-progress.ts';
import { type BudgetedResult, budgetReason, CANCELLED, queuedAgain } from './after-execution.ts';
import { createBreaker, failureOf, stopsTheJob, type Trip } from './breaker.ts';
import type { QueueOptions } from './contract.ts';
import { isWaitedOut, retryDelay } from './retry.ts';

const failedWith = ({ message }: AppError): OutcomeMessage => ({ code: 'failed', parameters: { message } });

/** What follows the end of an execution: a retry, another turn, an outcome, or a pause of the job. */
export interface Settling {
  settle(runId: RunId, result: BudgetedResult): Promise<void>;
  /** After an abort. A failure during the abort is caused by it and does not count. */
  afterAbort(runId: RunId, signal: AbortSignal): Promise<void>;
  /** Resets the retry counts of these runs. */
  forgetTries(runIds: readonly RunId[]): void;
  /** Resets the failure counts of a job that was resumed. */
  forgetFailures(jobId: JobId): void;
}

export function createSettling(
  deps: Pick<QueueOptions, 'records' | 'clock' | 'random' | 'holds'> & {
    pause: (jobId: JobId, why: Omit<Pause, 'at'>) => Promise<unknown>;
  },
): Settling {
  const { records, clock, pause } = deps;
  const retries = new Map<RunId, number>();
  const breaker = createBreaker();

  const pauseFor = async (jobId: JobId, trip: Trip | null): Promise<void> => {
    // A job without open runs needs no pause.
    if (trip && (records.figures(jobId)?.open ?? 0) > 0) await pause(jobId, trip);
  };
  /** It could not be saved: it is only shown, and Resume continues from what is on disk. */
  const showInterrupted = (runId: RunId, error: AppError) =>
    records.showUnsaved(runId, { status: 'interrupted', phase: null, action: failedWith(error), lastError: error });

  const afterSettled = async (job: Job, run: Run): Promise<void> => {
    retries.delete(run.id);
    await pauseFor(job.id, breaker.settled(run));
    const mayGoOn = run.status === 'settled' && run.outcome !== 'cancelled';
    if (mayGoOn && (await hasComments(run))) await records.record(run.id, queuedAgain(job, run, 'feedback'));
  };
  const hasComments = async ({ id, pendingComments: known }: Run): Promise<boolean> => {
    if (known !== null) return known > 0;
    const events = await records.events(id, 0);
    return events.ok && pendingComments(events.value).length > 0;
  };

  const afterFailed = async (job: Job, run: Run, error: AppError): Promise<void> => {
    const soFar = retries.get(run.id) ?? 0;
    const delay = retryDelay(error, soFar, clock.now(), deps.random());
    if (error.host !== undefined && error.retryAt !== undefined) deps.holds.add(error.host, error.retryAt);
    // An outage counts for the breaker only when its retries are used up.
    const trip = delay !== null && isWaitedOut(error) ? null : breaker.failed(run, error);
    const interrupted: RunEventBody = { kind: 'interrupted', error };
    const again = queuedAgain(job, run, 'resume');
    let recorded: Result<Run>;
    if (trip && (stopsTheJob(error) || isRetryable(error))) {
      recorded = await records.record(run.id, interrupted, again);
    } else if (delay !== null) {
      retries.set(run.id, soFar + 1);
      const until = clock.now() + delay;
      const reason = { code: 'trying_again' as const, parameters: { message: error.message } };
      recorded = await records.record(run.id, interrupted, again, { kind: 'waiting', reason, until });
    } else {
      retries.delete(run.id);
      recorded = await records.record(run.id, { kind: 'settled', outcome: 'failed', reason: failedWith(error), error });
    }
    if (!recorded.ok && recorded.error.code.startsWith('store_')) {
      showInterrupted(run.id, error);
      const failure = failureOf({ ...recorded.error, why: undefined });
      await pause(job.id, { by: 'breaker', reason: { code: 'failed_for_all', parameters: { failure } } });
    }
    await pauseFor(job.id, trip);
  };

  return {
    async settle(runId, result) {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job) return;
      switch (result.kind) {
        case 'left':
          return;
        case 'budget':
          await pause(job.id, { by: 'budget', reason: budgetReason(result), limit: result.limit });
          return;
        case 'failed':
          return afterFailed(job, run, result.error);
        case 'settled':
          return afterSettled(job, run);
      }
    },
    async afterAbort(runId, signal) {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job || signal.reason === 'quit') return;
      const body = signal.reason === 'cancel' ? CANCELLED : queuedAgain(job, run, 'resume');
      const recorded = await records.record(runId, body);
      if (!recorded.ok) showInterrupted(runId, recorded.error);
    },
    forgetTries(runIds) {
      for (const runId of runIds) retries.delete(runId);
    },
    forgetFailures: breaker.forget,
  };
}
