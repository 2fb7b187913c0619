import PQueue from 'p-queue';
import { type AppError, failed, failure, ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { PublishPlan } from '../../shared/pull-request.ts';
import type { Run } from '../../shared/run.ts';
import type { Clock } from '../clock.ts';
import { planPublish, publishRun } from '../flows/publish-run.ts';
import { resolveRepo } from '../flows/resolve-repo.ts';
import { progressOf } from '../flows/run-progress.ts';
import type { GitRoom } from '../git/git-room.ts';
import { isWaitedOut, retryDelay } from '../queue/retry.ts';
import { wantsPublishing } from '../store/job-index.ts';
import type { StorePaths } from '../store/paths.ts';
import type { Records } from '../store/records-room.ts';
import type { Worlds } from './worlds.ts';

/** A few repositories at a time; GitHub's own pace for writes is kept by its room. */
const AT_ONCE = 4;
/** What is under way when the app quits may end within this time. */
const LONGEST_GOODBYE_MS = 3_000;
const NEVER = new AbortController().signal;
const LEFT = failure('not_allowed', 'The app quits; the next start goes on.');

/** Takes approved changes out: one at a time per run, and what was asked for survives a restart. */
export interface Publishing {
  plan(runIds: readonly RunId[]): Promise<Result<PublishPlan[]>>;
  /** Saves the intent for each run, then works through them. */
  request(runIds: readonly RunId[]): Promise<Result<null>>;
  /** The standing order of the job, if it has one and this run qualifies. */
  byItself(runId: RunId): void;
  /** Goes on with what an earlier start left. */
  takeUp(jobId: JobId): void;
  refresh(runIds: readonly RunId[]): Promise<Result<null>>;
  /** Resolves when nothing of the job is being published any more. */
  idle(jobId: JobId): Promise<void>;
  stop(): Promise<void>;
}

export function createPublishing(rooms: {
  records: Records;
  paths: StorePaths;
  worlds: Worlds;
  git: GitRoom;
  clock: Clock;
  ready: Promise<unknown>;
  onDefect: (error: unknown) => AppError;
}): Publishing {
  const { records, paths, worlds, git, clock } = rooms;
  const queue = new PQueue({ concurrency: AT_ONCE });
  const underWay = new Map<RunId, Promise<void>>();
  const stopped = new AbortController();

  const resolve = async (run: Run) => {
    await rooms.ready;
    const job = records.job(run.jobId);
    if (!job) return failure('not_found', 'There is no such job.');
    const world = await worlds.of(job);
    if (!world.ok) return world;
    const { github, token, locate } = world.value;
    const resolved = await resolveRepo(locate(run.repo), { git, github, token });
    return resolved.ok ? ok({ job, github, resolved: resolved.value }) : resolved;
  };

  /** After a stop nothing is recorded any more: the next start looks at what the host has. */
  const record = async (runId: RunId, event: RunEventBody) =>
    stopped.signal.aborted ? LEFT : records.record(runId, event);
  /** Nobody answering is waited out; what fails otherwise, or still fails then, is recorded for a person to decide. */
  const publish = async (runId: RunId): Promise<void> => {
    for (let tried = 0; !stopped.signal.aborted; tried += 1) {
      const published = await publishOnce(runId);
      if (published.ok || stopped.signal.aborted) return;
      const { error } = published;
      const delay = isWaitedOut(error) ? retryDelay(error, tried, clock.now(), 0) : null;
      if (delay === null) {
        await record(runId, { kind: 'publish_failed', error });
        return;
      }
      const reason = `opening the pull request again after: ${error.message}`;
      await record(runId, { kind: 'waiting', reason, until: clock.now() + delay });
      await pause(clock, delay, stopped.signal);
      if (!stopped.signal.aborted) await intend(runId);
    }
  };
  const publishOnce = async (runId: RunId): Promise<Result<unknown>> => {
    const run = records.run(runId);
    if (!run) return failure('not_found', 'There is no such run.');
    const ready = await prepare(run);
    if (!ready.ok) return ready;
    const { github, ...request } = ready.value;
    return publishRun(request, { git, github, clock, record: (event) => record(runId, event) });
  };
  const prepare = async (run: Run) => {
    if (run.status !== 'settled') return failure('not_allowed', 'The session is at work on this repository again.');
    const resolved = await resolve(run);
    if (!resolved.ok) return resolved;
    const clone = await git.openChange(paths.clone(run.id));
    if (!clone.ok) return clone;
    const events = await records.events(run.id, 0);
    if (!events.ok) return events;
    const { report } = progressOf(events.value);
    return ok({ ...resolved.value, run, clone: clone.value, events: events.value, report });
  };
  /** One publication per run; it counts as under way from this very moment, also while its intent is being saved. */
  const enqueue = (runId: RunId, intent: Promise<Result<unknown>> | null): Promise<void> => {
    const known = underWay.get(runId);
    if (known !== undefined) return known;
    const done = queue
      .add(async () => {
        const saved = await intent;
        if (!saved || saved.ok) await publish(runId);
      })
      .catch(async (error: unknown) => {
        await record(runId, { kind: 'publish_failed', error: rooms.onDefect(error) });
      })
      .finally(() => underWay.delete(runId));
    underWay.set(runId, done);
    return done;
  };
  const intend = (runId: RunId) =>
    records.record(runId, { kind: 'phase_started', phase: 'publishing', action: 'opening the pull request' });

  const settledRuns = (runIds: readonly RunId[]) =>
    runIds.flatMap((runId) => records.run(runId) ?? []).filter((run) => run.status === 'settled');

  return {
    async plan(runIds) {
      const plans = await Promise.all(
        runIds.map((runId) =>
          queue.add(async (): Promise<PublishPlan> => {
            const run = records.run(runId);
            const resolved = run ? await resolve(run) : failure('not_found', 'There is no such run.');
            if (!run || !resolved.ok) {
              const reason = resolved.ok ? '' : resolved.error.message;
              return { runId, action: 'nothing', branch: null, base: null, title: null, reason };
            }
            return planPublish(resolved.value.job, run, resolved.value.resolved);
          }),
        ),
      );
      return ok(plans);
    },
    async request(runIds) {
      const runs = settledRuns(runIds).filter((run) => run.outcome === 'changed' && !underWay.has(run.id));
      const intents = runs.map((run) => {
        const intent = intend(run.id);
        void enqueue(run.id, intent);
        return intent;
      });
      const problem = (await Promise.all(intents)).find((result) => !result.ok);
      return problem && !problem.ok ? failed(problem.error) : ok(null);
    },
    byItself(runId) {
      const run = records.run(runId);
      const job = run && records.job(run.jobId);
      if (!run || !job || !wantsPublishing(job, run)) return;
      void enqueue(runId, intend(runId));
    },
    takeUp(jobId) {
      const job = records.job(jobId);
      if (!job) return;
      for (const run of records.runs(jobId)) {
        if (run.status !== 'settled') continue;
        if (run.phase === 'publishing' || wantsPublishing(job, run)) void enqueue(run.id, null);
      }
    },
    async refresh(runIds) {
      const refreshed = await Promise.all(settledRuns(runIds).map((run) => queue.add(() => refreshOne(run))));
      return refreshed.find((result) => !result.ok) ?? ok(null);
    },
    async idle(jobId) {
      const own = () => records.runs(jobId).flatMap((run) => underWay.get(run.id) ?? []);
      while (own().length > 0) await Promise.all(own());
    },
    async stop() {
      stopped.abort();
      // A host that does not answer keeps nobody from quitting.
      await Promise.race([queue.onIdle(), pause(clock, LONGEST_GOODBYE_MS, NEVER)]);
    },
  };

  async function refreshOne(run: Run): Promise<Result<null>> {
    const known = run.pullRequest;
    if (!known) return ok(null);
    const found = await resolve(run);
    if (!found.ok) return found;
    const { hosted } = found.value.resolved;
    if (!hosted) return failure('not_found', 'The host of this pull request has no known API.');
    const pullRequest = await found.value.github.refresh(hosted.owner, hosted.name, known);
    if (!pullRequest.ok) return pullRequest;
    const { state, headCommit } = pullRequest.value;
    if (state === known.state && headCommit === known.headCommit) {
      // Nothing new is no event: a thread must not fill up with looks.
      records.showUnsaved(run.id, { pullRequest: pullRequest.value });
      return ok(null);
    }
    const recorded = await records.record(run.id, { kind: 'pull_request_saved', pullRequest: pullRequest.value });
    return recorded.ok ? ok(null) : recorded;
  }
}

/** Resolves after `ms`, or at once when the signal fires. */
const pause = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const stop = clock.after(ms, resolve);
    signal.addEventListener('abort', () => [stop(), resolve()], { once: true });
  });
