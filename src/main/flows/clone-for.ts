import { ok, type Result } from '../../shared/errors.ts';
import { namesOfPaths } from '../../shared/left-out.ts';
import { needsHistory } from '../checks/history.ts';
import { guidesNotice } from '../checks/reviewer-notes.ts';
import type { Clone } from '../git/git-room.ts';
import { checkClone } from './check-clone.ts';
import { forgetChecks } from './fresh-check.ts';
import { progressNow } from './progress-now.ts';
import type { RunOptions } from './run-options.ts';
import { unlessAborted } from './unless-aborted.ts';

/** The clone that an execution works in: the one of an earlier execution, or a new one, with what is to be known of it. */
export async function cloneFor(options: RunOptions): Promise<Result<Clone>> {
  const { git, runFolder, signal, record } = options;
  const progress = await progressNow(options);
  if (!progress.ok) return progress;
  const { fresh, thread, rounds } = progress.value.progress;
  if (!fresh) {
    const opened = await git.openClone(runFolder);
    const checked = opened.ok ? await checkClone(options, opened.value, thread, rounds + 1) : opened;
    if (checked.ok || checked.error.code !== 'clone_missing') return checked;
    const told = await record({
      kind: 'notice',
      level: 'warning',
      text: 'The clone is gone, so the work begins anew.',
    });
    if (!told.ok) return told;
  }
  const started = await record({ kind: 'phase_started', phase: 'cloning', action: 'looking up the repository' });
  if (!started.ok) return started;
  const resolved = await unlessAborted(options.resolve(), signal);
  if (!resolved.ok) return resolved;
  const { repo, source, hosted } = resolved.value;
  const cloning = await record({ kind: 'phase_started', phase: 'cloning', action: 'cloning' });
  if (!cloning.ok) return cloning;

  const removed = await git.removeClone(runFolder);
  if (!removed.ok) return removed;
  await forgetChecks(options);
  const startedAt = performance.now();
  const branch = hosted?.defaultBranch ?? null;
  const { check } = options.job.settings;
  const clone = await git.prepareClone({
    ...{ source, runFolder, branch, signal },
    needsHistory: (treePath) => needsHistory(treePath, check.mode === 'command' ? check.command : null),
  });
  if (!clone.ok) return clone;
  const { baseCommit, baseBranch, files } = clone.value;
  const recorded = await record({
    kind: 'cloned',
    repo,
    baseCommit,
    baseBranch,
    files,
    canPush: hosted ? hosted.canPush && !hosted.archived : null,
    ms: Math.round(performance.now() - startedAt),
  });
  if (!recorded.ok) return recorded;
  const noted = await tellOfPointers(options, clone.value);
  if (!noted.ok) return noted;
  // Whatever the session does with it, and also when it changes nothing: the reviewer knows what it was offered.
  const suspicious = await guidesNotice(clone.value.treePath);
  const told = suspicious === null ? ok(null) : await record({ kind: 'notice', level: 'warning', text: suspicious });
  return told.ok ? clone : told;
}

/** A check that reads one of these files fails, and what the session writes in its place is left out of the change. */
async function tellOfPointers({ git, record }: RunOptions, clone: Clone): Promise<Result<null>> {
  const pointers = await git.pointers(clone);
  if (!pointers.ok) return pointers;
  if (pointers.value.length === 0) return ok(null);
  const count = pointers.value.length;
  const files = count === 1 ? 'a file' : `${count} files`;
  const place = count === 1 ? 'its place' : 'place of each';
  const text = `Git LFS keeps the content of ${files}, and the clone has only a pointer in ${place}: ${namesOfPaths(pointers.value)}.`;
  const recorded = await record({ kind: 'notice', level: 'info', text });
  return recorded.ok ? ok(null) : recorded;
}
