import { type AppError, failed, ok, type Result } from '../../../shared/errors.ts';
import type { FlowEvent } from '../../../shared/events.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import type { Publication } from '../../../shared/publication.ts';
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

/** A few repositories at a time; GitHub's own pace for writes is kept by its room. */
const AT_ONCE = 4;
const CALLED_OFF: AppError = {
  code: 'not_allowed',
  message: 'Called off before its pull request was opened.',
  next: 'Open it whenever you like.',
};

/** The lane of publications: one at a time per run, and what was asked for survives a restart. */
export interface Publishing {
  /** Goes on with what an earlier start left, then begins. */
  start(): void;
  /** Saves the intent for each run, then works through them. A change that seems to hold a key goes out only `withKeys`, as it is now. */
  request(runIds: readonly RunId[], withKeys: readonly SaidOfChange[]): Promise<Result<null>>;
  /** The standing order of the job, if it has one and this run qualifies; while a person has paused the job it waits for `takeUp`. */
  byItself(runId: RunId): void;
  /** Goes on with what an earlier start or a pause left, unless a person has paused the job. */
  takeUp(jobId: JobId): void;
  /** What has not begun waits for `takeUp`; what is on its way arrives. */
  hold(jobId: JobId): void;
  /** Calls off what has not begun, of these runs; also what the standing order would begin. */
  cancel(runIds: readonly RunId[]): Promise<Result<null>>;
  /** Resolves when nothing of the job is being published any more. */
  idle(jobId: JobId): Promise<void>;
  stop(): Promise<void>;
}

export function createPublishing(deps: {
  scheduler: Scheduler;
  records: Records;
  paths: StorePaths;
  git: GitApi;
  clock: Clock;
  /** What hosts have asked of everybody. */
  holds: HostHolds;
  hosted: AtHost;
  /** The branch that a person has seen in a plan for this run. */
  shownBranch: (runId: RunId) => string | null;
  keys: KeyWatch;
  onDefect: (error: unknown) => AppError;
}): Publishing {
  const { scheduler, records, git, clock, holds } = deps;
  /** Jobs of which nothing begins before `takeUp`, but what a person asks for in so many words. */
  const heldJobs = new Set<JobId>();
  /** Asked for, and not saved yet. */
  const asked = new Set<RunId>();
  /** Called off or given up, and not saved yet. */
  const calledOff = new Set<RunId>();
  const tries = new Map<RunId, number>();
  const consent = createKeyConsent();
  const idle = createWaiters((jobId) => isIdle(jobId));

  const wants: Wants = (_job, run) => {
    if (!isPublishing(run) || calledOff.has(run.id)) return null;
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
    /** After a stop nothing is recorded any more: the next start looks at what the host has. */
    const record = async (event: FlowEvent) => (signal.aborted ? LEFT : records.record(run.id, event));
    // Its words tell that it goes on.
    if (run.publication.step === 'waiting') await record({ kind: 'publication_requested' });
    const published = await publishOnce(run, record).catch((error: unknown) => failed(deps.onDefect(error)));
    if (!published.ok && !signal.aborted) await afterFailure(run, published.error, record);
    else tries.delete(run.id);
  };
  /** Nobody answering is waited out; what fails otherwise, or still fails then, is for a person to decide. */
  const afterFailure = async (
    { id, jobId, repo, changeset }: Run,
    error: AppError,
    record: (event: FlowEvent) => Promise<Result<unknown>>,
  ): Promise<void> => {
    const isOrdered = error.code === 'github_rate_limited';
    const soFar = tries.get(id) ?? 0;
    const now = records.run(id);
    // What has become another change since then was not asked for.
    const isStillMeant = now?.status === 'settled' && now.changeset?.tree === changeset?.tree;
    const mayWait = isStillMeant && (isOrdered || isWaitedOut(error));
    const delay = mayWait ? retryDelay(error, soFar, clock.now(), 0) : null;
    const until = clock.now() + (delay ?? 0);
    if (isOrdered && delay !== null && repo.kind === 'remote') holds.add(error.host ?? repo.host, until);
    if (delay === null) tries.delete(id);
    else tries.set(id, soFar + 1);
    const recorded = await record(
      delay === null ? { kind: 'publication_failed', error } : { kind: 'publication_waiting', until, error },
    );
    // Not even that could be saved: it is shown, and the next start goes on from what is on disk.
    if (!recorded.ok) show(id, { step: 'failed', error });
    else if (delay !== null && heldJobs.has(jobId)) show(id, { step: 'held' });
  };
  const publishOnce = async (
    run: Run,
    record: (event: FlowEvent) => Promise<Result<unknown>>,
  ): Promise<Result<unknown>> => {
    // While it waited the change may have become another one.
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

  /** It counts as under way from this very moment, also while its intent is being saved. */
  const ask = async (runId: RunId, jobId: JobId, branch: string | null = null): Promise<Result<unknown>> => {
    const wasHeld = heldJobs.has(jobId);
    asked.add(runId);
    const saved = await records.record(runId, {
      kind: 'publication_requested',
      ...(branch === null ? {} : { branch }),
    });
    asked.delete(runId);
    if (!wasHeld && heldJobs.has(jobId)) holdOne(runId);
    scheduler.schedule();
    return saved;
  };
  /** It is no longer under way from this very moment. */
  const giveUp = async (runId: RunId, error: AppError): Promise<Result<unknown>> => {
    calledOff.add(runId);
    const saved = await records.record(runId, { kind: 'publication_failed', error });
    calledOff.delete(runId);
    scheduler.schedule();
    return saved;
  };
  /** Not recorded: a thread is told of what is done, and the next start takes up what was asked for. */
  const show = (runId: RunId, step: { step: 'requested' | 'held' } | { step: 'failed'; error: AppError }) => {
    const run = records.run(runId);
    if (!run) return;
    const { pushed, pullRequest } = run.publication;
    const publication: Publication = { ...step, pushed, pullRequest };
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
  const takeUp = (jobId: JobId) => {
    const job = records.job(jobId);
    if (!job || job.paused?.by === 'person') return;
    heldJobs.delete(jobId);
    for (const run of records.runs(jobId)) {
      if (run.publication.step === 'held') show(run.id, { step: 'requested' });
      else if (wantsPublishing(job, run) && !isPublishing(run) && !asked.has(run.id)) void ask(run.id, jobId);
    }
    scheduler.schedule();
  };
  /** What a wait of an earlier start was for holds for everybody, and no longer than a host may ask for. */
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
          // A person's word for a key is asked for once more, and now: a host need not answer for that.
          const agreed = consent.check(run);
          if (!agreed.ok) void giveUp(run.id, agreed.error);
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
      const saved = await Promise.all(runs.map((run) => ask(run.id, run.jobId, deps.shownBranch(run.id))));
      const problem = saved.find((result) => !result.ok);
      return problem && !problem.ok ? failed(problem.error) : ok(null);
    },
    byItself(runId) {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job || job.paused?.by === 'person' || !wantsPublishing(job, run)) return;
      void ask(runId, job.id);
    },
    takeUp,
    hold,
    async cancel(runIds) {
      const left = runIds.filter((runId) => {
        const run = records.run(runId);
        const job = run && records.job(run.jobId);
        if (!run || !job || lane.isActive(runId)) return false;
        return isPublishing(run) || asked.has(runId) || wantsPublishing(job, run);
      });
      const recorded = await Promise.all(left.map((runId) => giveUp(runId, CALLED_OFF)));
      const problem = recorded.find((result) => !result.ok);
      return problem && !problem.ok ? problem : ok(null);
    },
    idle: idle.wait,
    stop: async () => void (await goodbye(clock, lane.stop())),
  };
}
