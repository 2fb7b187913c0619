import { readFile } from 'node:fs/promises';
import type { Changeset } from '../../../shared/changeset.ts';
import { failure, ok, type Result } from '../../../shared/errors.ts';
import { jobIdOf, type RunId } from '../../../shared/ids.ts';
import { holdsKey, refuseSecrets } from '../../../shared/job-secrets.ts';
import type { GitApi } from '../../git/contract.ts';
import type { Queue } from '../../scheduler/contract.ts';
import type { Records } from '../../store/contract.ts';
import type { StorePaths } from '../../store/paths.ts';
import { changeOf } from '../changes/change-of.ts';
import type { RunReview } from '../changes/reviewing.ts';
import { shownPatch } from '../changes/shown-patch.ts';
import type { EngineCommands } from '../contract.ts';
import type { Following } from '../publications/following.ts';
import type { PublishPlans } from '../publications/publish-plans.ts';
import type { Publishing } from '../publications/publishing.ts';
import { type Impatience, tryNow } from './try-now.ts';

export interface RunCommandDeps {
  records: Records;
  queue: Queue;
  publishing: Publishing;
  following: Following;
  plans: PublishPlans;
  paths: StorePaths;
  git: GitApi;
  impatience: Impatience;
  now: () => number;
}

/** How much of a patch a window can show without becoming slow; a saved patch is always complete. */
const SHOWN_PATCH_BYTES = 2_000_000;
/** How much of it is read, because long lines are shortened. */
const READ_PATCH_BYTES = 16_000_000;
const SHOWN_IMAGE_BYTES = 8_000_000;
/** So much in one line is drawn in a moment; a line of a megabyte would stop the window for seconds. */
const WHOLE_LINES_BYTES = 300_000;
const TOO_LONG_TO_SHOW = failure('not_allowed', 'This file is too long to be shown whole.', {
  next: 'Save the whole patch and open it in an editor.',
});

export function runCommands(deps: RunCommandDeps): Omit<EngineCommands['runs'], keyof RunReview> {
  const { records, queue, publishing, paths, git } = deps;
  /** Jobs that are not in memory are loaded first. */
  const load = async (runIds: readonly RunId[]): Promise<Result<null>> => {
    for (const jobId of new Set(runIds.map(jobIdOf))) {
      const job = await records.open(jobId);
      if (!job.ok) return job;
    }
    return ok(null);
  };
  const forRuns = async (runIds: readonly RunId[], work: () => Promise<Result<unknown>>) => {
    const loaded = await load(runIds);
    const worked = loaded.ok ? await work() : loaded;
    return worked.ok ? ok({}) : worked;
  };

  return {
    cancel: ({ runIds }) => forRuns(runIds, () => cancelRuns(deps, runIds)),
    retry: ({ runIds }) => forRuns(runIds, () => queue.retry(runIds)),
    tryNow: ({ runIds }) => forRuns(runIds, () => tryNow(deps, runIds)),
    reorder: ({ runIds, before }) => forRuns(runIds, () => queue.reorder(runIds, before)),
    async comment({ runIds, text, anyway }) {
      const clean = anyway ? ok(null) : refuseSecrets(holdsKey(text) ? ['the message'] : []);
      return clean.ok ? forRuns(runIds, () => queue.comment(runIds, text)) : clean;
    },
    review: ({ runIds, decision, note }) =>
      forRuns(runIds, async () => {
        const reviewed = await Promise.all(
          runIds.map((runId) => {
            const run = records.run(runId);
            if (!run || (decision !== 'none' && !run.changeset)) return ok(null);
            return records.record(runId, { kind: 'reviewed', decision, tree: run.changeset?.tree ?? null, note });
          }),
        );
        queue.schedule();
        return reviewed.find((result) => !result.ok) ?? ok(null);
      }),
    async events({ runId, after, limit }) {
      const loaded = await load([runId]);
      if (!loaded.ok) return loaded;
      const events = await records.events(runId, after, limit);
      if (!events.ok) return events;
      const read = events.value.at(-1)?.seq ?? after;
      return ok({ events: events.value, lastSeq: Math.max(read, records.run(runId)?.lastSeq ?? 0) });
    },
    async changeset({ runId, since }) {
      const events = await records.events(runId, 0);
      if (!events.ok) return events;
      const last = events.value.findLast(({ body }) => body.kind === 'changeset_ready')?.body;
      if (last?.kind !== 'changeset_ready') return ok(null);
      return since === undefined ? ok(last.changeset) : changesetSince(deps, runId, last.changeset, since);
    },
    async patch({ runId, path, context, since, whole: isWhole }) {
      const loaded = await load([runId]);
      if (!loaded.ok) return loaded;
      const change = await changeOf(deps, runId, 'read');
      if (!change.ok) return change;
      const { clone, tree } = change.value;
      const whole = await git.patch(clone, tree, path, READ_PATCH_BYTES, context, since);
      if (!whole.ok) return whole;
      if (!isWhole) return ok(shownPatch(whole.value, SHOWN_PATCH_BYTES));
      const isTooLong = whole.value.cut || Buffer.byteLength(whole.value.patch) > WHOLE_LINES_BYTES;
      return isTooLong ? TOO_LONG_TO_SHOW : ok({ ...whole.value, shortened: [] });
    },
    async fileBytes({ runId, path, side }) {
      const loaded = await load([runId]);
      if (!loaded.ok) return loaded;
      const change = await changeOf(deps, runId, 'read');
      if (!change.ok) return change;
      const { clone, tree } = change.value;
      const bytes = await git.readBytes(clone, side === 'before' ? clone.baseCommit : tree, path, SHOWN_IMAGE_BYTES);
      return bytes.ok ? ok({ base64: bytes.value?.toString('base64') ?? null }) : bytes;
    },
    async fileSizes({ runId, before, after }) {
      const loaded = await load([runId]);
      if (!loaded.ok) return loaded;
      const change = await changeOf(deps, runId, 'read');
      if (!change.ok) return change;
      const { clone, tree } = change.value;
      const old = await git.sizeOf(clone, clone.baseCommit, before);
      if (!old.ok) return old;
      const now = await git.sizeOf(clone, tree, after);
      return now.ok ? ok({ before: old.value, after: now.value }) : now;
    },
    async checkLog({ runId, checkId }) {
      const log = await readFile(paths.checkLog(runId, checkId), 'utf8').catch(() => null);
      return log === null
        ? failure('not_found', 'The log of this check is gone.', { next: 'Its last lines stand in the conversation.' })
        : ok({ log });
    },
    async publishPlan({ runIds }) {
      const loaded = await load(runIds);
      return loaded.ok ? deps.plans.plan(runIds) : loaded;
    },
    openPullRequests: ({ runIds, withKeys }) => forRuns(runIds, () => publishing.request(runIds, withKeys ?? [])),
    refreshPullRequests: ({ runIds }) => forRuns(runIds, () => deps.following.refresh(runIds)),
  };
}

/** Cancels executions and publications of these runs; publications once more after the executions have settled. */
export async function cancelRuns(
  { records, queue, publishing }: Pick<RunCommandDeps, 'records' | 'queue' | 'publishing'>,
  runIds: readonly RunId[],
): Promise<Result<null>> {
  const before = await publishing.cancel(runIds);
  const cancelled = await queue.cancel(runIds.filter((runId) => records.run(runId)?.status !== 'settled'));
  const after = await publishing.cancel(runIds);
  return [before, cancelled, after].find((result) => !result.ok) ?? ok(null);
}

/** The changes since an earlier round, as a changeset. */
async function changesetSince(
  deps: Pick<RunCommandDeps, 'records' | 'paths' | 'git'>,
  runId: RunId,
  changeset: Changeset,
  since: string,
): Promise<Result<Changeset>> {
  const change = await changeOf(deps, runId, 'read');
  if (!change.ok) return change;
  const compared = await deps.git.compare(change.value.clone, since, changeset.tree);
  if (!compared.ok) return compared;
  const files = compared.value;
  return ok({
    ...changeset,
    files,
    insertions: files.reduce((sum, file) => sum + (file.insertions ?? 0), 0),
    deletions: files.reduce((sum, file) => sum + (file.deletions ?? 0), 0),
  });
}
