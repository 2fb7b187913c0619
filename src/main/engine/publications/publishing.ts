import { type AppError, failed, ok, type Result } from '../../../shared/errors.ts';
import type { FlowEvent } from '../../../shared/events.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import type { Publication } from '../../../shared/publication.ts';
import type { AskedBy } from '../../../shared/publication-events.ts';
import type { SaidOfChange } from '../../../shared/pull-request.ts';
import { isPublishing, type Run } from '../../../shared/run.ts';
import { progressOf } from '../../executor/run-progress.ts';
import type { GitApi } from '../../git/contract.ts';
import type { Clock } from '../../lib/clock.ts';
import type { KeyWatch } from '../../publications/keys-in-publication.ts';
import { publishRun } from '../../publications/publish-run.ts';
import { type HostHolds, LONGEST_ORDERED_WAIT_MS } from '../../scheduler/host-holds.ts';
import type { Wants } from '../../scheduler/pick.ts';
import { isWaitedOut, retryDelay } from '../../scheduler/retry.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import { createWaiters } from '../../scheduler/waiters.ts';
import type { Records } from '../../store/contract.ts';
import { wantsPublishing } from '../../store/job-index.ts';
import type { StorePaths } from '../../store/paths.ts';
import { goodbye, LEFT } from '../app/goodbye.ts';
import type { AtHost } from '../runs/hosted-run.ts';
import { createKeyConsent } from '../settings/key-consent.ts';

/** Publications at the same time; GitHub's rate for writes is kept by its client. */
const AT_ONCE = 4;
const CALLED_OFF: AppError = {
  code: 'not_allowed',
  message: 'Called off before its pull request was opened.',
  next: 'Open it whenever you like.',
};

/** The lane of publications: one at a time per run; requests survive a restart. */
export interface Publishing {
  /** Continues what an earlier start left, then starts. */
  start(): void;
  /** Saves a request for each run, then publishes them. A change that seems to contain a key is published only `withKeys`. */
  request(runIds: readonly RunId[], withKeys: readonly SaidOfChange[]): Promise<Result<null>>;
  /** Automatic publishing, if the job has it and this run qualifies; while the job is paused it waits for `takeUp`. */
  byItself(runId: RunId): void;
  /** Continues what an earlier start or a pause left, unless a person has paused the job. */
  takeUp(jobId: JobId): void;
  /** Publications that have not started wait for `takeUp`; those under way are finished. */
  hold(jobId: JobId): void;
  /** Cancels what a standing order asked for that does not hold any more, and takes up what one that holds asks for. */
  followOrder(jobId: JobId): Promise<Result<null>>;
  /** Cancels publications of these runs that have not started, automatic ones included. */
  cancel(runIds: readonly RunId[]): Promise<Result<null>>;
  /** Resolves when the job has no publication under way. */
  idle(jobId: JobId): Promise<void>;
  stop(): Promise<void>;
}

export function createPublishing(deps: {
  scheduler: Scheduler;
  records: Records;
  paths: StorePaths;
  git: GitApi;
  clock: Clock;
  /** Rate-limit holds of hosts. */
  holds: HostHolds;
  hosted: AtHost;
  /** The branch that was shown in a plan for this run. */
  shownBranch: (runId: RunId) => string | null;
  keys: KeyWatch;
  onDefect: (error: unknown) => AppError;
}): Publishing {
  const { scheduler, records, git, clock, holds } = deps;
  /** Jobs whose publications wait for `takeUp`, except those that a person requests explicitly. */
  const heldJobs = new Set<JobId>();
  /** Requested, and not saved yet. */
  const asked = new Map<RunId, AskedBy>();
  /** Cancelled, and not saved yet. */
  const calledOff = new Set<RunId>();
  /** Cancelled because their order went off: an Undo of that asks for them again. */
  const withOrder = new Set<RunId>();
  const tries = new Map<RunId, number>();
  const consent = createKeyConsent();
  const idle = createWaiters((jobId) => isIdle(jobId));

  /** Nothing goes out without a person's act or an order that holds. */
  const isUnmeant = ({ id, jobId, publication }: Run): boolean =>
    (asked.get(id) ?? publication.by) === 'order' && records.job(jobId)?.settings.openPullRequests !== true;
  const wants: Wants = (_job, run) => {
    if (!isPublishing(run) || calledOff.has(run.id) || isUnmeant(run)) return null;
    const { publication } = run;
    if (publication.step === 'held') return null;
    if (publication.step !== 'waiting') return 0;
    return heldJobs.has(run.jobId) ? null : publication.until;
  };
  const isIdle = (jobId: JobId): boolean => {
    const job = records.job(jobId);
    if (!job || !lane.isStarted()) return true;
    const isBusy = (run: Run) => asked.has(run.id) || lane.isActive(run.id) || wants(job, run) !== null;
    return !records.runs(jobId).some(isBusy);
  };

  const publish = async (run: Run, signal: AbortSignal): Promise<void> => {
    /** After a stop nothing is recorded: the next start checks the host's state. */
    const record = async (event: FlowEvent) => {
      if (signal.aborted) return LEFT;
      // The last moment before its push.
      if (event.kind === 'publication_started' && isUnmeant(run)) return failed(CALLED_OFF);
      return records.record(run.id, event);
    };
    const { step, by } = run.publication;
    // Its words tell that it goes on.
    if (step === 'waiting') await record({ kind: 'publication_requested', by });
    const published = await publishOnce(run, record).catch((error: unknown) => failed(deps.onDefect(error)));
    if (!published.ok && !signal.aborted) await afterFailure(run, published.error, record);
    else tries.delete(run.id);
  };
  /** An unreachable host is retried; other failures, and those that remain, are for a person to decide. */
  const afterFailure = async (
    { id, jobId, repo, changeset }: Run,
    error: AppError,
    record: (event: FlowEvent) => Promise<Result<unknown>>,
  ): Promise<void> => {
    const isOrdered = error.code === 'github_rate_limited';
    const soFar = tries.get(id) ?? 0;
    const now = records.run(id);
    // Another change than the requested one is not published.
    const isStillMeant = now?.status === 'settled' && now.changeset?.tree === changeset?.tree && !isUnmeant(now);
    const mayWait = isStillMeant && (isOrdered || isWaitedOut(error));
    const delay = mayWait ? retryDelay(error, soFar, clock.now(), 0) : null;
    const until = clock.now() + (delay ?? 0);
    if (isOrdered && delay !== null && repo.kind === 'remote') holds.add(error.host ?? repo.host, until);
    if (delay === null) tries.delete(id);
    else tries.set(id, soFar + 1);
    const recorded = await record(
      delay === null ? { kind: 'publication_failed', error } : { kind: 'publication_waiting', until, error },
    );
    // It could not be saved: it is only shown, and the next start continues from what is on disk.
    if (!recorded.ok) show(id, { step: 'failed', error });
    else if (delay !== null && heldJobs.has(jobId)) show(id, { step: 'held' });
  };
  const publishOnce = async (
    run: Run,
    record: (event: FlowEvent) => Promise<Result<unknown>>,
  ): Promise<Result<unknown>> => {
    // The change may have been replaced while it waited.
    const agreed = consent.check(run);
    if (!agreed.ok) return agreed;
    return deps.hosted(run, async ({ github, ...found }) => {
      const clone = await git.openChange(deps.paths.clone(run.id));
      if (!clone.ok) return clone;
      const events = await records.events(run.id, 0);
      if (!events.ok) return events;
      const { report } = progressOf(events.value);
      const request = { ...found, run, clone: clone.value, events: events.value, report };
      return publishRun(request, { git, github, clock, keys: deps.keys, record });
    });
  };

  const lane = scheduler.open({
    name: 'publish',
    slots: () => AT_ONCE,
    jobs: () => records.loadedJobs().filter(({ id }) => (records.figures(id)?.publishing ?? 0) > 0),
    wants,
    go: publish,
    onScheduled: () => idle.check(),
  });

  /** It counts as under way from now on, even while the request is being saved. */
  const ask = async (
    runId: RunId,
    jobId: JobId,
    by: AskedBy,
    branch: string | null = null,
  ): Promise<Result<unknown>> => {
    const wasHeld = heldJobs.has(jobId);
    asked.set(runId, by);
    withOrder.delete(runId);
    const saved = await records.record(runId, {
      ...{ kind: 'publication_requested', by },
      ...(branch === null ? {} : { branch }),
    });
    asked.delete(runId);
    if (!wasHeld && heldJobs.has(jobId)) holdOne(runId);
    scheduler.schedule();
    return saved;
  };
  /** It is not under way from now on. */
  const giveUp = async (runId: RunId, error: AppError): Promise<Result<unknown>> => {
    calledOff.add(runId);
    const saved = await records.record(runId, { kind: 'publication_failed', error });
    calledOff.delete(runId);
    scheduler.schedule();
    return saved;
  };
  /** Not recorded: the thread shows what was done, and the next start continues saved requests. */
  const show = (runId: RunId, step: { step: 'requested' | 'held' } | { step: 'failed'; error: AppError }) => {
    const run = records.run(runId);
    if (!run) return;
    const { pushed, pullRequest, by } = run.publication;
    const publication: Publication = { ...step, pushed, pullRequest, by };
    records.showUnsaved(runId, { publication });
  };
  const holdOne = (runId: RunId) => {
    const run = records.run(runId);
    if (run && isPublishing(run) && !lane.isActive(runId)) show(runId, { step: 'held' });
  };
  const hold = (jobId: JobId) => {
    heldJobs.add(jobId);
    for (const { id } of records.runs(jobId)) holdOne(id);
    scheduler.schedule();
  };
  const unlessCalledOff = (run: Run): Run =>
    withOrder.has(run.id) && run.publication.step === 'failed'
      ? { ...run, publication: { ...run.publication, step: 'idle' } }
      : run;
  const takeUp = (jobId: JobId) => {
    const job = records.job(jobId);
    if (!job || job.paused?.by === 'person') return;
    heldJobs.delete(jobId);
    for (const run of records.runs(jobId)) {
      if (run.publication.step === 'held') show(run.id, { step: 'requested' });
      else if (wantsPublishing(job, unlessCalledOff(run)) && !isPublishing(run) && !asked.has(run.id))
        void ask(run.id, jobId, 'order');
    }
    scheduler.schedule();
  };
  const cancel = async (runIds: readonly RunId[]): Promise<Result<null>> => {
    for (const runId of runIds) withOrder.delete(runId);
    const left = runIds.filter((runId) => {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job || lane.isActive(runId)) return false;
      return isPublishing(run) || asked.has(runId) || wantsPublishing(job, run);
    });
    const recorded = await Promise.all(left.map((runId) => giveUp(runId, CALLED_OFF)));
    const problem = recorded.find((result) => !result.ok);
    return problem && !problem.ok ? problem : ok(null);
  };
  const followOrder = async (jobId: JobId): Promise<Result<null>> => {
    const unmeant = records.runs(jobId).filter((run) => isUnmeant(run) && !lane.isActive(run.id));
    const cancelled = await cancel(unmeant.map((run) => run.id));
    for (const { id } of unmeant) withOrder.add(id);
    if (cancelled.ok) takeUp(jobId);
    return cancelled;
  };
  /** A wait of an earlier start becomes a hold of its host, limited to the longest one allowed. */
  const honourWait = ({ id, repo, publication }: Run) => {
    if (publication.step !== 'waiting') return;
    const until = Math.min(publication.until, clock.now() + LONGEST_ORDERED_WAIT_MS);
    if (publication.error.code === 'github_rate_limited' && repo.kind === 'remote')
      holds.add(publication.error.host ?? repo.host, until);
    if (until < publication.until) records.showUnsaved(id, { publication: { ...publication, until } });
  };

  return {
    start() {
      for (const job of records.loadedJobs()) {
        for (const run of records.runs(job.id).filter(isPublishing)) {
          honourWait(run);
          // Consent for a key is checked again here, before any request to the host.
          const agreed = consent.check(run);
          if (isUnmeant(run)) void giveUp(run.id, CALLED_OFF);
          else if (!agreed.ok) void giveUp(run.id, agreed.error);
        }
        if (job.paused?.by === 'person') hold(job.id);
        else takeUp(job.id);
      }
      lane.start();
    },
    async request(runIds, withKeys) {
      const mayAsk = (run: Run) =>
        run.status === 'settled' &&
        run.outcome === 'changed' &&
        !asked.has(run.id) &&
        !lane.isActive(run.id) &&
        (!isPublishing(run) || run.publication.step === 'held');
      const runs = runIds.flatMap((runId) => records.run(runId) ?? []).filter(mayAsk);
      consent.give(withKeys);
      const refused = runs.map(consent.check).find((result) => !result.ok);
      if (refused) return refused;
      const saved = await Promise.all(runs.map((run) => ask(run.id, run.jobId, 'person', deps.shownBranch(run.id))));
      const problem = saved.find((result) => !result.ok);
      return problem && !problem.ok ? failed(problem.error) : ok(null);
    },
    byItself(runId) {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job || job.paused?.by === 'person' || !wantsPublishing(job, run)) return;
      void ask(runId, job.id, 'order');
    },
    takeUp,
    hold,
    followOrder,
    cancel,
    idle: idle.wait,
    stop: async () => void (await goodbye(clock, lane.stop())),
  };
}
