import { failure, ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { currentPrompt, type Job, type Pause } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import {
  APP_ENDED,
  type BudgetedResult,
  CANCELLED,
  queuedAgain,
  stoppedByBudget,
  wayOfRetry,
} from './after-execution.ts';
import type { Queue, QueueOptions } from './contract.ts';
import type { Wants } from './pick.ts';
import { reorder } from './reorder.ts';
import { honestWait } from './retry.ts';
import { createSettling } from './settling.ts';
import { createWaiters } from './waiters.ts';

/** Shown while an active run is being cancelled. */
const CANCELLING: Partial<Run> = { action: { code: 'cancelling', parameters: {} }, waitingUntil: null };

export function createQueue(options: QueueOptions): Queue {
  const { records, clock, scheduler, holds } = options;
  const ended = createWaiters((jobId) => hasEnded(jobId));
  /** Jobs with unfinished runs; finished jobs are not looked at. */
  const unfinished = () => records.loadedJobs().filter((job) => (records.figures(job.id)?.open ?? 0) > 0);

  const hasEnded = (jobId: JobId): boolean => {
    const job = records.job(jobId);
    if (!job) return true;
    if (records.figures(jobId)?.open === 0 && !lane.activeOf(jobId)) return true;
    const runs = records.runs(jobId);
    if (runs.some((run) => lane.isActive(run.id))) return false;
    if (job.paused !== null || !lane.isStarted() || lane.keptJob(job) !== null) return true;
    return runs.every((run) => run.status !== 'queued');
  };
  const execute = async (run: Run, signal: AbortSignal): Promise<void> => {
    const job = records.job(run.jobId);
    if (!job) return;
    const result = await options
      .execute(job, run, signal)
      .catch((error: unknown): BudgetedResult => ({ kind: 'failed', error: options.onDefect(error) }));
    const isOver = result.kind === 'settled' || result.kind === 'budget';
    if (signal.aborted && !isOver) await settling.afterAbort(run.id, signal);
    else await settling.settle(run.id, result);
  };
  const lane = scheduler.open({
    name: 'execute',
    slots: options.concurrency,
    jobs: unfinished,
    wants: toExecute,
    go: execute,
    onScheduled(held) {
      if (lane.isStarted()) options.onHeldBack(held);
      ended.check();
    },
  });
  const pause = async (jobId: JobId, why: Omit<Pause, 'at'>): Promise<Result<null>> => {
    const job = records.job(jobId);
    if (!job) return failure('not_found', 'There is no such job.');
    // A pause by a person is never replaced by another reason.
    if (job.paused?.by === 'person') return ok(null);
    const paused: Pause = { ...why, at: clock.now() };
    const saved = await records.changeJob(jobId, (before) => ({ ...before, paused }));
    options.onPaused(jobId, paused);
    scheduler.schedule();
    return saved;
  };
  const settling = createSettling({ records, clock, random: options.random, holds, pause });

  /** Records one event per run concurrently, so that they share one disk sync; returns the first failure. */
  const recordAll = async (
    runIds: readonly RunId[],
    bodiesOf: (run: Run, job: Job) => RunEventBody[],
  ): Promise<Result<null>> => {
    const results = await Promise.all(
      runIds.map(async (runId) => {
        const run = records.run(runId);
        const job = run && records.job(run.jobId);
        const bodies = job ? bodiesOf(run, job) : [];
        return bodies.length > 0 ? records.record(runId, ...bodies) : null;
      }),
    );
    scheduler.schedule();
    return (
      (results.find((result) => result && !result.ok) as Extract<Result<null>, { ok: false }> | undefined) ?? ok(null)
    );
  };

  /** A person sends these runs to work: a job that was put away is in the list again, and so are their results. */
  const sendAgain = async (
    runIds: readonly RunId[],
    bodiesOf: (run: Run, job: Job) => RunEventBody[],
  ): Promise<Result<null>> => {
    for (const runId of runIds) {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job?.archived || bodiesOf(run, job).every(({ kind }) => kind !== 'queued')) continue;
      const saved = await records.changeJob(job.id, (before) => ({ ...before, archived: false }));
      if (!saved.ok) return saved;
    }
    return recordAll(runIds, bodiesOf);
  };

  return {
    async start() {
      const left = unfinished().flatMap((job) => records.runs(job.id).filter((run) => run.status !== 'settled'));
      await recordAll(
        left.filter((run) => run.status !== 'queued').map((run) => run.id),
        (run, job) => [...(run.status === 'running' ? [APP_ENDED] : []), queuedAgain(job, run, 'resume')],
      );
      await recordAll(
        left.map((run) => run.id),
        (run) => {
          const until = honestWait(run.queuedAt, run.waitingUntil, clock.now());
          return until === run.waitingUntil ? [] : [{ kind: 'waiting', reason: run.action, until }];
        },
      );
      lane.start();
    },
    schedule: scheduler.schedule,
    async cancel(runIds) {
      const endWorking = (): Promise<void>[] =>
        runIds.flatMap((runId) => {
          const done = lane.end(runId, 'cancel');
          if (!done) return [];
          records.showUnsaved(runId, CANCELLING);
          return [done];
        });
      const bodiesOf = (run: Run) => (lane.isActive(run.id) || run.status === 'settled' ? [] : [CANCELLED]);
      let working = endWorking();
      const waiting = await recordAll(runIds, bodiesOf);
      // A run that was just being requeued may have started again: it is cancelled, too.
      for (; working.length > 0; working = endWorking()) await Promise.all(working);
      // Second try where the end of a session could not be saved; its failure is returned.
      const ended = await recordAll(runIds, bodiesOf);
      return waiting.ok ? ended : waiting;
    },
    stepAside: (runId) => void lane.end(runId, 'pause'),
    retry(runIds) {
      settling.forgetTries(runIds);
      return sendAgain(runIds, (run, job) => {
        const may = !lane.isActive(run.id) && (run.status === 'settled' || run.status === 'interrupted');
        return may ? [queuedAgain(job, run, wayOfRetry(job, run))] : [];
      });
    },
    comment(runIds, text) {
      return sendAgain(runIds, (run, job) => {
        const comment: RunEventBody = { kind: 'comment_added', text };
        const isOver = run.status === 'settled' && !lane.isActive(run.id);
        return isOver ? [comment, queuedAgain(job, run, 'feedback')] : [comment];
      });
    },
    tryNow(runIds) {
      settling.forgetTries(runIds);
      return recordAll(runIds, (run) =>
        run.status === 'queued' && run.waitingUntil !== null
          ? [{ kind: 'waiting', reason: run.action, until: clock.now() }]
          : [],
      );
    },
    renew: (runIds) =>
      recordAll(runIds, (run, job) => {
        if (run.status !== 'queued' || lane.isActive(run.id)) return [];
        const promptVersion = currentPrompt(job).version;
        return [{ kind: 'queued', reason: 'created', attempt: run.attempt, promptVersion }];
      }),
    goOn: (runIds) =>
      sendAgain(runIds, (run, job) => (run.status === 'settled' ? [queuedAgain(job, run, 'resume')] : [])),
    pause: (jobId, by, reason) => pause(jobId, { by, reason }),
    async resume(jobId) {
      settling.forgetFailures(jobId);
      const saved = await records.changeJob(jobId, (job) => ({ ...job, paused: null, archived: false }));
      if (!saved.ok) return saved;
      const stopped = records.runs(jobId).filter((run) => run.status === 'interrupted' || stoppedByBudget(run));
      const runIds = stopped.map((run) => run.id);
      settling.forgetTries(runIds);
      return recordAll(runIds, (run, job) => (lane.isActive(run.id) ? [] : [queuedAgain(job, run, 'resume')]));
    },
    async reorder(runIds, before) {
      const [run] = runIds.flatMap((runId) => records.run(runId) ?? []);
      if (!run) return failure('not_found', 'There is no such run.');
      const positions = reorder(records.runs(run.jobId), runIds, before);
      return recordAll([...positions.keys()], ({ id, position }) => [
        { kind: 'moved', position: positions.get(id) ?? position },
      ]);
    },
    isActive: lane.isActive,
    working: lane.working,
    ended: (jobId) => ended.wait(jobId),
    stop: lane.stop,
  };
}

/** A queued run is ready when its wait is over, unless its job is paused. */
export const toExecute: Wants = (job, run) =>
  run.status === 'queued' && job.paused === null ? (run.waitingUntil ?? 0) : null;
