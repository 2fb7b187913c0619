import PQueue from 'p-queue';
import { type AppError, failed, failure, ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { PublishPlan, SaidOfChange } from '../../shared/pull-request.ts';
import { isPublishing, type Run } from '../../shared/run.ts';
import { type Clock, wait } from '../clock.ts';
import { progressOf } from '../executor/run-progress.ts';
import type { GitRoom } from '../git/git-room.ts';
import type { KeyWatch } from '../publications/keys-in-publication.ts';
import { planPublish, publishRun } from '../publications/publish-run.ts';
import { resolveRepo } from '../repositories/resolve-repo.ts';
import type { HostHolds } from '../scheduler/host-holds.ts';
import { isWaitedOut, retryDelay } from '../scheduler/retry.ts';
import { wantsPublishing } from '../store/job-index.ts';
import type { StorePaths } from '../store/paths.ts';
import type { Records } from '../store/records-room.ts';
import { createKeyConsent } from './key-consent.ts';
import type { Worlds } from './worlds.ts';

/** A few repositories at a time; GitHub's own pace for writes is kept by its room. */
const AT_ONCE = 4;
/** What is under way when the app quits may end within this time. */
const LONGEST_GOODBYE_MS = 3_000;
const NEVER = new AbortController().signal;
const CALLED_OFF: AppError = {
  code: 'not_allowed',
  message: 'Called off before its pull request was opened.',
  next: 'Open it whenever you like.',
};
const LEFT = failure('not_allowed', 'The app quits; the next start goes on.');

/** Takes approved changes out: one at a time per run, and what was asked for survives a restart. */
export interface Publishing {
  plan(runIds: readonly RunId[]): Promise<Result<PublishPlan[]>>;
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
  /** What hosts have asked of everybody. */
  holds: HostHolds;
  keys: KeyWatch;
  ready: Promise<unknown>;
  onDefect: (error: unknown) => AppError;
}): Publishing {
  const { records, paths, worlds, git, clock, holds } = rooms;
  const queue = new PQueue({ concurrency: AT_ONCE });
  /** Whoever only looks waits for nothing that is on its way. */
  const looks = new PQueue({ concurrency: AT_ONCE });
  const underWay = new Map<RunId, Passage>();
  const stopped = new AbortController();
  const consent = createKeyConsent();

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
  const publish = async (runId: RunId, passage: Passage): Promise<void> => {
    for (let tried = 0; ; ) {
      const host = hostOf(records.run(runId));
      await wait(clock, holds.until(host) - clock.now(), passage.gate.signal);
      if (passage.gate.signal.aborted) return;
      const published = await queue.add(() => inTurn(runId, passage));
      if (published === null) continue;
      if (published.ok || stopped.signal.aborted) return;
      const { error } = published;
      const isOrdered = error.code === 'github_rate_limited';
      const delay = isOrdered || isWaitedOut(error) ? retryDelay(error, tried, clock.now(), 0) : null;
      tried += 1;
      if (delay === null) {
        await record(runId, { kind: 'publication_failed', error });
        return;
      }
      const until = clock.now() + delay;
      if (isOrdered) holds.add(host, until);
      await record(runId, { kind: 'publication_waiting', until, error });
      await wait(clock, delay, passage.gate.signal);
      if (passage.gate.signal.aborted) return;
      await intend(runId);
    }
  };
  /** Null: it may not begin any more, or its host has asked everybody to wait while it stood in the row. */
  const inTurn = async (runId: RunId, passage: Passage): Promise<Result<unknown> | null> => {
    const isEarly = holds.until(hostOf(records.run(runId))) > clock.now();
    if (passage.gate.signal.aborted || isEarly) return null;
    passage.begun = true;
    try {
      return await publishOnce(runId);
    } finally {
      passage.begun = false;
    }
  };
  const publishOnce = async (runId: RunId): Promise<Result<unknown>> => {
    const run = records.run(runId);
    if (!run) return failure('not_found', 'There is no such run.');
    const ready = await prepare(run);
    if (!ready.ok) return ready;
    const { github, ...request } = ready.value;
    return publishRun(request, { git, github, clock, keys: rooms.keys, record: (event) => record(runId, event) });
  };
  const prepare = async (run: Run) => {
    if (run.status !== 'settled') return failure('not_allowed', 'The session is at work on this repository again.');
    // While it waited the change may have become another one.
    const agreed = consent.check(run);
    if (!agreed.ok) return agreed;
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
    if (known !== undefined) return known.done;
    const passage: Passage = { gate: new AbortController(), begun: false, done: Promise.resolve() };
    const close = () => passage.gate.abort();
    stopped.signal.addEventListener('abort', close, { once: true });
    const go = async () => {
      const saved = await intent;
      if (!saved || saved.ok) await publish(runId, passage);
    };
    // Outside of the row: whoever waits keeps nobody else from going.
    passage.done = go()
      .catch(async (error: unknown) => {
        await record(runId, { kind: 'publication_failed', error: rooms.onDefect(error) });
      })
      .finally(() => {
        stopped.signal.removeEventListener('abort', close);
        if (underWay.get(runId) === passage) underWay.delete(runId);
      });
    underWay.set(runId, passage);
    return passage.done;
  };
  /** Turns back what has not begun; it is no longer under way from this very moment. */
  const turnBack = (runId: RunId): boolean => {
    const passage = underWay.get(runId);
    if (!passage || passage.begun) return false;
    passage.gate.abort();
    underWay.delete(runId);
    return true;
  };
  const intend = (runId: RunId) => records.record(runId, { kind: 'publication_requested' });

  /** Not recorded: a thread is told of what is done, and the next start takes up what was asked for. */
  const show = ({ id, publication: { pushed, pullRequest } }: Run, step: 'requested' | 'held') =>
    records.showUnsaved(id, { publication: { step, pushed, pullRequest } });

  const settledRuns = (runIds: readonly RunId[]) =>
    runIds.flatMap((runId) => records.run(runId) ?? []).filter((run) => run.status === 'settled');

  return {
    async plan(runIds) {
      const plans = await Promise.all(
        runIds.map((runId) =>
          looks.add(async (): Promise<PublishPlan> => {
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
    async request(runIds, withKeys) {
      const runs = settledRuns(runIds).filter((run) => run.outcome === 'changed' && !underWay.has(run.id));
      consent.give(withKeys);
      const refused = runs.map(consent.check).find(({ ok }) => !ok);
      if (refused) return refused;
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
      if (!run || !job || job.paused?.by === 'person' || !wantsPublishing(job, run)) return;
      void enqueue(runId, intend(runId));
    },
    takeUp(jobId) {
      const job = records.job(jobId);
      if (!job || job.paused?.by === 'person') return;
      for (const run of records.runs(jobId)) {
        if (isPublishing(run)) {
          if (run.publication.step === 'held') show(run, 'requested');
          void enqueue(run.id, null);
        } else if (wantsPublishing(job, run)) void enqueue(run.id, intend(run.id));
      }
    },
    hold(jobId) {
      for (const run of records.runs(jobId)) if (turnBack(run.id)) show(run, 'held');
    },
    async cancel(runIds) {
      const left = runIds.filter((runId) => {
        const run = records.run(runId);
        const job = run && records.job(run.jobId);
        const wasWaiting = turnBack(runId);
        if (!run || !job || (!wasWaiting && underWay.has(runId))) return false;
        return isPublishing(run) || wantsPublishing(job, run);
      });
      const recorded = await Promise.all(
        left.map((runId) => records.record(runId, { kind: 'publication_failed', error: CALLED_OFF })),
      );
      return recorded.find((result) => !result.ok) ?? ok(null);
    },
    async refresh(runIds) {
      const refreshed = await Promise.all(settledRuns(runIds).map((run) => looks.add(() => refreshOne(run))));
      return refreshed.find((result) => !result.ok) ?? ok(null);
    },
    async idle(jobId) {
      const own = () => records.runs(jobId).flatMap((run) => underWay.get(run.id)?.done ?? []);
      while (own().length > 0) await Promise.all(own());
    },
    async stop() {
      stopped.abort();
      // A host that does not answer keeps nobody from quitting.
      const passages = [...underWay.values()].map(({ done }) => done);
      await Promise.race([
        Promise.all([queue.onIdle(), looks.onIdle(), ...passages]),
        wait(clock, LONGEST_GOODBYE_MS, NEVER),
      ]);
    },
  };

  async function refreshOne(run: Run): Promise<Result<null>> {
    const known = run.publication.pullRequest;
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
      const { publication } = records.run(run.id) ?? run;
      records.showUnsaved(run.id, { publication: { ...publication, pullRequest: pullRequest.value } });
      return ok(null);
    }
    const recorded = await records.record(run.id, { kind: 'pull_request_saved', pullRequest: pullRequest.value });
    return recorded.ok ? ok(null) : recorded;
  }
}

/** One publication that was asked for. `begun`: something is on its way to the host. */
interface Passage {
  /** Closed: it may not begin any more. */
  gate: AbortController;
  begun: boolean;
  done: Promise<void>;
}

const hostOf = (run: Run | null | undefined): string => (run?.repo.kind === 'remote' ? run.repo.host : '');
