import { doubtsStandingOut } from '../../../shared/doubts.ts';
import { failed, failure, ok, type Result } from '../../../shared/errors.ts';
import type { RunEvent } from '../../../shared/events.ts';
import { jobIdOf, type RunId } from '../../../shared/ids.ts';
import type { Job } from '../../../shared/job.ts';
import type { StandingDoubt } from '../../../shared/messages/standing.ts';
import { isUnderWay, takesUpdates } from '../../../shared/publication.ts';
import { isReviewable, type Run } from '../../../shared/run.ts';
import type { Clone, GitApi } from '../../git/contract.ts';
import { createLocks } from '../../lib/locks.ts';
import type { Grouping } from '../../review/grouping.ts';
import type { Queue } from '../../scheduler/contract.ts';
import type { Records } from '../../store/contract.ts';
import type { StorePaths } from '../../store/paths.ts';
import type { EngineCommands } from '../contract.ts';
import { changeOf } from './change-of.ts';
import { editChangeset } from './edit-changeset.ts';

interface ReviewDeps {
  records: Records;
  paths: StorePaths;
  git: GitApi;
  grouping: Grouping;
  queue: () => Pick<Queue, 'isActive'>;
  checkAgain: (
    job: Job,
    run: Run,
    signal: AbortSignal,
    onCheckBegins: (read: () => string) => void,
  ) => Promise<Result<null>>;
}

/** The commands on runs that are implemented here. */
export type RunReview = Pick<
  EngineCommands['runs'],
  'discard' | 'readFile' | 'writeFile' | 'restoreRound' | 'checkAgain' | 'stopCheck' | 'checkOutput' | 'rounds'
>;

/** A person's work on changesets, besides decisions. */
export interface Reviewing {
  runs: RunReview;
  groups: EngineCommands['jobs']['groups'];
  /** Is the check of this run being run again? */
  isChecking(runId: RunId): boolean;
  /** Ends work in the clone of this run, so that its session can use it. */
  release(runId: RunId): Promise<void>;
}

/** The comparison reads at most so much of a patch; the rest would not change its group. */
const COMPARED_BYTES = 400_000;

export function createReviewing(deps: ReviewDeps): Reviewing {
  const { records, paths, git, grouping } = deps;
  const withLock = createLocks();
  const checks = new Map<RunId, { controller: AbortController; read: () => string }>();

  interface Subject {
    job: Job;
    run: Run;
    clone: Clone;
    tree: string;
    events: RunEvent[];
  }
  /** One operation at a time in a run's clone, and only while nothing else uses it. */
  const withChange = async <T>(
    runId: RunId,
    seen: string | null,
    work: (subject: Subject) => Promise<Result<T>>,
  ): Promise<Result<T>> =>
    withLock(runId, async () => {
      const job = await records.open(jobIdOf(runId));
      if (!job.ok) return job;
      const run = records.run(runId);
      if (!run) return failure('not_found', 'There is no such run.');
      const busy = run.status !== 'settled' || isUnderWay(run.publication) || deps.queue().isActive(runId);
      if (busy) return BUSY;
      if (!takesUpdates(run.publication)) return OVER;
      const change = await changeOf(deps, runId);
      if (!change.ok) return change;
      if (seen !== null && seen !== change.value.tree) return CHANGED;
      const events = await records.events(runId, 0);
      return events.ok ? work({ job: job.value, run, ...change.value, events: events.value }) : events;
    });

  const bringTo = async (subject: Subject, to: string, words: string): Promise<Result<{ tree: string }>> => {
    const { job, run, clone, tree, events } = subject;
    if (to === tree) return ok({ tree });
    const edited = await editChangeset({
      git,
      clone,
      events,
      guards: job.settings.guards,
      record: (...bodies) => records.record(run.id, ...bodies),
      from: tree,
      to,
      words,
    });
    return edited.ok ? ok({ tree: edited.value.tree }) : edited;
  };

  return {
    runs: {
      discard: ({ runId, tree, path, hunk }) =>
        withChange(runId, tree, async (subject) => {
          const next = await git.discard(subject.clone, tree, path, hunk);
          const part = hunk === null ? '' : 'a part of ';
          return next.ok
            ? bringTo(subject, next.value, `I discarded ${part}your change to ${path}. Keep it so.`)
            : next;
        }),
      readFile: ({ runId, path }) =>
        withChange(runId, null, async ({ clone, tree }) => {
          const text = await git.readText(clone, tree, path);
          return text.ok ? ok({ text: text.value }) : text;
        }),
      writeFile: ({ runId, tree, path, text }) =>
        withChange(runId, tree, async (subject) => {
          const next = await git.writeText(subject.clone, tree, path, text);
          return next.ok ? bringTo(subject, next.value, `I edited ${path} by hand. Keep my edit.`) : next;
        }),
      restoreRound: ({ runId, seen, tree }) =>
        withChange(runId, seen, async (subject) => {
          const round = roundsOf(subject.events).find((each) => each.tree === tree);
          if (!round) return failure('not_found', 'This run never had such a change.');
          const back = await bringTo(subject, tree, `I brought the files back to round ${round.round}.`);
          return back.ok ? ok({}) : back;
        }),
      checkAgain: ({ runId }) =>
        withChange(runId, null, async ({ job, run }) => {
          const controller = new AbortController();
          checks.set(runId, { controller, read: () => '' });
          try {
            const checked = await deps.checkAgain(job, run, controller.signal, (read) =>
              checks.set(runId, { controller, read }),
            );
            return checked.ok ? ok({}) : checked;
          } finally {
            checks.delete(runId);
          }
        }),
      async stopCheck({ runId }) {
        checks.get(runId)?.controller.abort('stop');
        return ok({});
      },
      checkOutput: async ({ runId }) => ok({ output: checks.get(runId)?.read() ?? null }),
      async rounds({ runId }) {
        const events = await records.events(runId, 0);
        return events.ok ? ok(roundsOf(events.value)) : events;
      },
    },
    isChecking: (runId) => checks.has(runId),
    async groups({ jobId }) {
      const job = await records.open(jobId);
      if (!job.ok) return job;
      const runs = records
        .runs(jobId)
        .filter((run) => isReviewable(run) && run.changeset !== null)
        .sort((a, b) => a.position - b.position);
      const groups = await grouping.group(
        jobId,
        runs.map((run) => ({
          runId: run.id,
          key: `${run.id} ${run.baseCommit} ${run.changeset?.tree}`,
          names: namesOf(run),
          doubts: reviewReasons(run),
          readPatch: async () => {
            const clone = await git.openChange(paths.clone(run.id));
            if (!clone.ok) return clone;
            const patch = await git.patch(clone.value, run.changeset?.tree ?? '', null, COMPARED_BYTES, 0);
            return patch.ok ? ok(patch.value.patch) : failed(patch.error);
          },
        })),
      );
      return groups.ok ? ok({ groups: groups.value }) : groups;
    },
    async release(runId) {
      checks.get(runId)?.controller.abort('release');
      await withLock(runId, async () => undefined);
    },
  };
}

const namesOf = ({ repo }: Run): string[] =>
  repo.kind === 'local' ? [repo.name] : [`${repo.owner}/${repo.name}`, repo.owner, repo.name];

/** A check that cannot run is rarely due to the single change: it does not make an outlier. */
const reviewReasons = (run: Run): StandingDoubt[] =>
  doubtsStandingOut({ ...run, verdict: run.verdict === 'could_not_run' ? null : run.verdict });

/** Each changeset of a run, and whether a person commented or decided while it was the latest. */
export function roundsOf(
  events: readonly RunEvent[],
): { round: number; tree: string; at: number; reviewed: boolean }[] {
  const rounds: { round: number; tree: string; at: number; reviewed: boolean }[] = [];
  events.forEach(({ at, body }, index) => {
    if (body.kind === 'changeset_ready') {
      rounds.push({ round: body.changeset.round, tree: body.changeset.tree, at, reviewed: false });
      return;
    }
    // A comment right before a changeset describes a person's own edit.
    const said = body.kind === 'comment_added' && events[index + 1]?.body.kind !== 'changeset_ready';
    const decided = body.kind === 'reviewed' && body.decision !== 'none';
    const last = rounds.at(-1);
    if (last && (said || decided)) last.reviewed = true;
  });
  return rounds;
}

const BUSY = failure('not_allowed', 'Something else works on this repository just now.', {
  next: 'Wait until it has finished.',
});
const OVER = failure('not_allowed', 'The pull request of this change is merged or closed.', {
  next: 'Start a new job for what should be different.',
  mends: ['new_job'],
});
const CHANGED = failure('not_allowed', 'The change is no longer the one that you saw.', {
  next: 'Look at it again.',
  mends: ['changes'],
});
