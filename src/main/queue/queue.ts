import { failure, ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { currentPrompt, type Job, type Pause } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import { timeOfDay } from '../time-of-day.ts';
import { createAlarm } from './alarm.ts';
import { createConclusions } from './conclusions.ts';
import { APP_ENDED, CANCELLED, type Ending, queuedAgain, stoppedByBudget, wayOfRetry } from './ending.ts';
import { nextWakeUp, pickNext } from './pick.ts';
import type { Queue, QueueOptions, StopReason } from './queue-room.ts';
import { reorder } from './reorder.ts';
import { honestWait } from './retry.ts';

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
  const { records, clock, orders } = options;
  const active = new Map<RunId, Active>();
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
    /** Why the first run stays that others may pass. */
    let apart: string | null = null;
    // Asked once for each job: it may have hundreds of runs.
    const jobWords = new Map<JobId, string | null>();
    const mayStart = (job: Job, run: Run) => {
      if (!jobWords.has(job.id)) jobWords.set(job.id, options.holdJob(job));
      const reason = jobWords.get(job.id) ?? hostWords(run);
      apart ??= reason;
      return reason === null;
    };
    while (held === null && active.size < options.concurrency()) {
      const next = pickNext(jobs, active, now, mayStart);
      if (!next) {
        held = apart;
        break;
      }
      held = options.holdBack(active.size, next);
      if (held === null) begin(next);
    }
    options.onHeldBack(held);
    waits.setFor(nextWakeUp(jobs, active, now));
    holds.setFor(held === null ? null : clock.now() + HELD_LOOK_MS);
  };
  /** A run that has its clone needs nothing of the host before it publishes. */
  const hostWords = ({ repo, baseCommit }: Run): string | null => {
    if (repo.kind !== 'remote' || baseCommit !== null) return null;
    const until = orders.until(repo.host);
    if (until <= clock.now()) return null;
    return `${repo.host} asks everybody to wait until ${timeOfDay(until)}: its rate limit is used up.`;
  };
  const hasEnded = (jobId: JobId): boolean => {
    const job = records.job(jobId);
    if (!job) return true;
    if (records.figures(jobId)?.open === 0 && ![...active.values()].some((run) => run.jobId === jobId)) return true;
    const runs = records.runs(jobId);
    if (runs.some((run) => active.has(run.id))) return false;
    if (job.paused !== null || !accepting || options.holdJob(job) !== null) return true;
    return runs.every((run) => run.status !== 'queued');
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
    if (signal.aborted && !isOver) await conclusions.afterAbort(run.id, signal);
    else await conclusions.conclude(run.id, ending);
  };
  const pause = async (jobId: JobId, why: Omit<Pause, 'at'>): Promise<Result<null>> => {
    const job = records.job(jobId);
    if (!job) return failure('not_found', 'There is no such job.');
    // What a person paused stays so until that person resumes it.
    if (job.paused?.by === 'person') return ok(null);
    const paused: Pause = { ...why, at: clock.now() };
    const saved = await records.changeJob(jobId, (before) => ({ ...before, paused }));
    options.onPaused(jobId, paused);
    look();
    return saved;
  };
  const conclusions = createConclusions({ records, clock, random: options.random, orders, pause });

  /** Records one event for each run at the same time, so that they share a sync; the first failure is the answer. */
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
        (run, job) => [...(run.status === 'running' ? [APP_ENDED] : []), queuedAgain(job, run, 'resume')],
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
      conclusions.forgetTries(runIds);
      return recordAll(runIds, (run, job) => {
        const may = !active.has(run.id) && (run.status === 'settled' || run.status === 'interrupted');
        return may ? [queuedAgain(job, run, wayOfRetry(job, run))] : [];
      });
    },
    comment(runIds, text) {
      return recordAll(runIds, (run, job) => {
        const comment: RunEventBody = { kind: 'comment_added', text };
        const isOver = run.status === 'settled' && !active.has(run.id);
        return isOver ? [comment, queuedAgain(job, run, 'feedback')] : [comment];
      });
    },
    renew: (runIds) =>
      recordAll(runIds, (run, job) => {
        if (run.status !== 'queued' || active.has(run.id)) return [];
        const promptVersion = currentPrompt(job).version;
        return [{ kind: 'queued', reason: 'created', attempt: run.attempt, promptVersion }];
      }),
    goOn: (runIds) =>
      recordAll(runIds, (run, job) => (run.status === 'settled' ? [queuedAgain(job, run, 'resume')] : [])),
    pause: (jobId, by, reason) => pause(jobId, { by, reason }),
    async resume(jobId) {
      conclusions.forgetFailures(jobId);
      const saved = await records.changeJob(jobId, (job) => ({ ...job, paused: null }));
      if (!saved.ok) return saved;
      const stopped = records.runs(jobId).filter((run) => run.status === 'interrupted' || stoppedByBudget(run));
      const runIds = stopped.map((run) => run.id);
      conclusions.forgetTries(runIds);
      return recordAll(runIds, (run, job) => (active.has(run.id) ? [] : [queuedAgain(job, run, 'resume')]));
    },
    async reorder(runIds, before) {
      const [run] = runIds.flatMap((runId) => records.run(runId) ?? []);
      if (!run) return failure('not_found', 'There is no such run.');
      const positions = reorder(records.runs(run.jobId), runIds, before);
      return recordAll([...positions.keys()], ({ id, position }) => [
        { kind: 'moved', position: positions.get(id) ?? position },
      ]);
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
