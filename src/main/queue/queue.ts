import { type AppError, failure, ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { currentPrompt, type Job, type Pause } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import { createAlarm } from './alarm.ts';
import { afterFailure, type FailureRow } from './breaker.ts';
import {
  APP_ENDED,
  budgetWords,
  CANCELLED,
  type Ending,
  pendingComments,
  stoppedByBudget,
  wayOfRetry,
} from './ending.ts';
import { nextWakeUp, pickNext, reorder } from './pick.ts';
import type { Queue, QueueOptions, StopReason } from './queue-room.ts';
import { honestWait, isWaitedOut, retryDelay } from './retry.ts';

interface Active {
  jobId: JobId;
  controller: AbortController;
  done: Promise<void>;
}

/** Shown while a working run is told to end. */
const CANCELLING: Partial<Run> = { action: 'cancelling', waitingUntil: null };

/** What holds runs back (load, memory, disk) mostly goes without telling: this often somebody looks. */
const HELD_LOOK_MS = 5_000;

export function createQueue(options: QueueOptions): Queue {
  const { records, clock } = options;
  const active = new Map<RunId, Active>();
  const activeIds = { has: (id: RunId) => active.has(id) } as ReadonlySet<RunId>;
  const retries = new Map<RunId, number>();
  const failureRows = new Map<JobId, FailureRow>();
  let accepting = false;
  let endedWaiters: { jobId: JobId; resolve: () => void }[] = [];

  /** Jobs that have something left to do: finished ones cost nothing, however many there are. */
  const candidates = () =>
    records
      .loadedJobs()
      .filter((job) => (records.figures(job.id)?.open ?? 0) > 0)
      .map((job) => ({ job, runs: records.runs(job.id) }));

  const look = (now = clock.now()) => {
    if (accepting) fillPlaces(now);
    endedWaiters = endedWaiters.filter(({ jobId, resolve }) => {
      if (!hasEnded(jobId)) return true;
      resolve();
      return false;
    });
  };
  const waits = createAlarm(clock, look);
  const holds = createAlarm(clock, look);
  const fillPlaces = (now: number) => {
    const jobs = candidates();
    let held: string | null = null;
    while (held === null && active.size < options.concurrency()) {
      const next = pickNext(jobs, activeIds, now);
      if (!next) break;
      held = options.holdBack(active.size);
      if (held === null) begin(next);
    }
    options.onHeldBack(held);
    waits.setFor(nextWakeUp(jobs, activeIds, now));
    holds.setFor(held === null ? null : clock.now() + HELD_LOOK_MS);
  };
  const hasEnded = (jobId: JobId): boolean => {
    const job = records.job(jobId);
    if (!job) return true;
    if (records.figures(jobId)?.open === 0 && ![...active.values()].some((run) => run.jobId === jobId)) return true;
    const runs = records.runs(jobId);
    if (runs.some((run) => active.has(run.id))) return false;
    return job.paused !== null || !accepting || runs.every((run) => run.status !== 'queued');
  };

  const begin = (run: Run) => {
    const controller = new AbortController();
    const done = work(run, controller.signal)
      .catch((error: unknown) => void options.onDefect(error))
      .finally(() => {
        active.delete(run.id);
        look();
      });
    active.set(run.id, { jobId: run.jobId, controller, done });
  };
  const work = async (run: Run, signal: AbortSignal): Promise<void> => {
    const job = records.job(run.jobId);
    if (!job) return;
    const ending = await options
      .execute(job, run, signal)
      .catch((error: unknown): Ending => ({ kind: 'failed', error: options.onDefect(error) }));
    const isOver = ending.kind === 'settled' || ending.kind === 'budget';
    if (signal.aborted && !isOver) await afterAbort(run.id, signal);
    else await conclude(run.id, ending);
  };
  /** What fails while it is being stopped failed because of that. */
  const afterAbort = async (runId: RunId, signal: AbortSignal) => {
    const run = records.run(runId);
    if (!run || signal.reason === 'quit') return;
    const body = signal.reason === 'cancel' ? CANCELLED : queued(run, 'resume');
    const recorded = await records.record(runId, body);
    if (!recorded.ok) showInterrupted(runId, recorded.error);
  };
  /** Not even that could be saved: it is shown, and Resume goes on from what is on disk. */
  const showInterrupted = (runId: RunId, error: AppError) =>
    records.showUnsaved(runId, { status: 'interrupted', phase: null, action: error.message, lastError: error });

  const conclude = async (runId: RunId, ending: Ending): Promise<void> => {
    const run = records.run(runId);
    const job = run && records.job(run.jobId);
    if (!run || !job) return;
    switch (ending.kind) {
      case 'left':
        return;
      case 'budget':
        await pause(job.id, 'budget', budgetWords(ending.limit));
        return;
      case 'failed':
        await afterFailed(job, run, ending.error);
        return;
      case 'settled': {
        retries.delete(runId);
        if (run.outcome === 'changed' || run.outcome === 'unchanged') failureRows.delete(job.id);
        const mayGoOn = run.status === 'settled' && run.outcome !== 'cancelled';
        const events = mayGoOn ? await records.events(runId, 0) : null;
        if (events?.ok && pendingComments(events.value).length > 0)
          await records.record(runId, queued(run, 'feedback'));
        return;
      }
    }
  };

  const afterFailed = async (job: Job, run: Run, error: AppError): Promise<void> => {
    const soFar = retries.get(run.id) ?? 0;
    const delay = retryDelay(error, soFar, clock.now(), options.random());
    const row = failureRows.get(job.id) ?? null;
    // An outage says something about the job only when it lasts.
    const verdict = delay !== null && isWaitedOut(error) ? { row, pause: null } : afterFailure(row, run.id, error);
    if (verdict.row) failureRows.set(job.id, verdict.row);
    else failureRows.delete(job.id);
    const interrupted: RunEventBody = { kind: 'interrupted', error };
    let recorded: Result<Run>;
    if (verdict.pause) recorded = await records.record(run.id, interrupted, queued(run, 'resume'));
    else if (delay !== null) {
      retries.set(run.id, soFar + 1);
      const until = clock.now() + delay;
      const reason = `trying again after: ${error.message}`;
      recorded = await records.record(run.id, interrupted, queued(run, 'resume'), { kind: 'waiting', reason, until });
    } else {
      retries.delete(run.id);
      recorded = await records.record(run.id, { kind: 'settled', outcome: 'failed', reason: error.message, error });
    }
    if (!recorded.ok && recorded.error.code.startsWith('store_')) {
      showInterrupted(run.id, error);
      await pause(job.id, 'breaker', [recorded.error.message, recorded.error.next].filter(Boolean).join(' '));
    }
    if (verdict.pause) await pause(job.id, verdict.pause.by, verdict.pause.reason);
  };

  const pause = async (jobId: JobId, by: Pause['by'], reason: string): Promise<Result<null>> => {
    const job = records.job(jobId);
    if (!job) return failure('not_found', 'There is no such job.');
    // What a person paused stays so until that person resumes it.
    if (job.paused?.by === 'person') return ok(null);
    const paused: Pause = { by, reason, at: clock.now() };
    const saved = await records.changeJob(jobId, (before) => ({ ...before, paused }));
    options.onPaused(jobId, paused);
    look();
    return saved;
  };

  const queued = (run: Run, reason: 'retry' | 'resume' | 'feedback'): RunEventBody => {
    const job = records.job(run.jobId);
    const promptVersion = reason === 'retry' && job ? currentPrompt(job).version : run.promptVersion;
    return { kind: 'queued', reason, attempt: run.attempt + 1, promptVersion };
  };
  /** Records one event for each run at the same time, so that they share a sync; the first failure is the answer. */
  const recordAll = async (runIds: readonly RunId[], bodiesOf: (run: Run) => RunEventBody[]): Promise<Result<null>> => {
    const results = await Promise.all(
      runIds.map(async (runId) => {
        const run = records.run(runId);
        const bodies = run ? bodiesOf(run) : [];
        return bodies.length > 0 ? records.record(runId, ...bodies) : null;
      }),
    );
    look();
    return (
      (results.find((result) => result && !result.ok) as Extract<Result<null>, { ok: false }> | undefined) ?? ok(null)
    );
  };

  return {
    async start() {
      const left = candidates().flatMap(({ runs }) => runs.filter((run) => run.status !== 'settled'));
      await recordAll(
        left.filter((run) => run.status !== 'queued').map((run) => run.id),
        (run) => (run.status === 'running' ? [APP_ENDED, queued(run, 'resume')] : [queued(run, 'resume')]),
      );
      await recordAll(
        left.map((run) => run.id),
        (run) => {
          const until = honestWait(run.queuedAt, run.waitingUntil, clock.now());
          return until === run.waitingUntil ? [] : [{ kind: 'waiting', reason: run.action, until }];
        },
      );
      accepting = true;
      look();
    },
    look: () => look(),
    async cancel(runIds) {
      const endWorking = (): Promise<void>[] =>
        runIds.flatMap((runId) => {
          const run = active.get(runId);
          if (!run) return [];
          run.controller.abort('cancel' satisfies StopReason);
          records.showUnsaved(runId, CANCELLING);
          return [run.done];
        });
      const bodiesOf = (run: Run) => (active.has(run.id) || run.status === 'settled' ? [] : [CANCELLED]);
      let working = endWorking();
      const waiting = await recordAll(runIds, bodiesOf);
      // What was stepping aside already may have been begun again: that ends, too.
      for (; working.length > 0; working = endWorking()) await Promise.all(working);
      // Where the end of a session could not be saved, this is the second try, and its failure is the answer.
      const ended = await recordAll(runIds, bodiesOf);
      return waiting.ok ? ended : waiting;
    },
    stepAside: (runId) => active.get(runId)?.controller.abort('pause' satisfies StopReason),
    retry(runIds) {
      for (const runId of runIds) retries.delete(runId);
      return recordAll(runIds, (run) => {
        const job = records.job(run.jobId);
        const may = job && !active.has(run.id) && (run.status === 'settled' || run.status === 'interrupted');
        return may ? [queued(run, wayOfRetry(job, run))] : [];
      });
    },
    comment(runIds, text) {
      return recordAll(runIds, (run) => {
        const comment: RunEventBody = { kind: 'comment_added', text };
        return run.status === 'settled' && !active.has(run.id) ? [comment, queued(run, 'feedback')] : [comment];
      });
    },
    renew: (runIds) =>
      recordAll(runIds, (run) => {
        const job = records.job(run.jobId);
        if (!job || run.status !== 'queued' || active.has(run.id)) return [];
        const promptVersion = currentPrompt(job).version;
        return [{ kind: 'queued', reason: 'created', attempt: run.attempt, promptVersion }];
      }),
    goOn: (runIds) => recordAll(runIds, (run) => (run.status === 'settled' ? [queued(run, 'resume')] : [])),
    pause,
    async resume(jobId) {
      failureRows.delete(jobId);
      const saved = await records.changeJob(jobId, (job) => ({ ...job, paused: null }));
      if (!saved.ok) return saved;
      const stopped = records.runs(jobId).filter((run) => run.status === 'interrupted' || stoppedByBudget(run));
      for (const run of stopped) retries.delete(run.id);
      return recordAll(
        stopped.map((run) => run.id),
        (run) => (active.has(run.id) ? [] : [queued(run, 'resume')]),
      );
    },
    async reorder(runIds, before) {
      const [run] = runIds.flatMap((runId) => records.run(runId) ?? []);
      if (!run) return failure('not_found', 'There is no such run.');
      return records.moveRuns(run.jobId, reorder(records.runs(run.jobId), runIds, before));
    },
    isActive: (runId) => active.has(runId),
    working: () => active.size,
    ended: (jobId) =>
      new Promise((resolve) => {
        endedWaiters.push({ jobId, resolve });
        look();
      }),
    async stop() {
      accepting = false;
      for (const alarm of [waits, holds]) alarm.setFor(null);
      const running = [...active.values()];
      for (const { controller } of running) controller.abort('quit' satisfies StopReason);
      await Promise.all(running.map(({ done }) => done));
      look();
    },
  };
}
