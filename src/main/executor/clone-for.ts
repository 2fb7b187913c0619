import { needsHistory } from '../checks/history.ts';
import { suspiciousGuides } from '../checks/reviewer-notes.ts';
import type { Clone } from '../git/contract.ts';
import { checkClone } from './check-clone.ts';
import { forgetChecks } from './fresh-check.ts';
import { must } from './must.ts';
import type { RunOptions } from './run-options.ts';
import type { RunSource } from './run-plan.ts';
import { unlessAborted } from './unless-aborted.ts';

const MOST_NAMED = 3;

/** The clone of an execution: that of an earlier one, or a new one, with notices about its content. */
export async function cloneFor(options: RunOptions): Promise<Clone> {
  const { git, runFolder, signal, record } = options;
  const { fresh, thread, rounds } = options.log.progress();
  if (!fresh) {
    const opened = await git.openClone(runFolder);
    const checked = opened.ok ? await checkClone(options, opened.value, thread, rounds + 1) : opened;
    if (checked.ok || checked.error.code !== 'clone_missing') return must(checked);
    must(await record({ kind: 'notice', level: 'warning', message: { code: 'clone_gone', parameters: {} } }));
  }
  must(
    await record({
      kind: 'phase_started',
      phase: 'cloning',
      action: { code: 'looking_up_repository', parameters: {} },
    }),
  );
  const found = must(await unlessAborted(options.resolve(), signal));
  must(await record({ kind: 'phase_started', phase: 'cloning', action: { code: 'cloning', parameters: {} } }));

  const startedAt = performance.now();
  const { clone, from } = await fetchClone(options, found);
  const { repo, hosted } = from;
  const { baseCommit, baseBranch, files } = clone;
  const canPush = hosted ? hosted.canPush && !hosted.archived : null;
  const ms = Math.round(performance.now() - startedAt);
  must(await record({ kind: 'cloned', repo, baseCommit, baseBranch, files, canPush, ms }));
  await tellOfPointers(options, clone);
  // Reported in any case, so that the reviewer knows what the session was exposed to.
  const suspicious = await suspiciousGuides(clone.treePath);
  if (suspicious !== null) {
    const message = { code: 'suspicious_guides' as const, parameters: suspicious };
    must(await record({ kind: 'notice', level: 'warning', message }));
  }
  return clone;
}

/** A new clone; when the host refuses, the repository is resolved again and cloned once more. */
async function fetchClone(options: RunOptions, found: RunSource): Promise<{ clone: Clone; from: RunSource }> {
  const { git, runFolder, signal } = options;
  const { check, baseBranch } = options.job.settings;
  const fetchFrom = async ({ source, hosted }: RunSource) => {
    must(await git.removeClone(runFolder));
    await forgetChecks(options);
    return git.prepareClone({
      ...{ source, runFolder, branch: baseBranch || (hosted?.defaultBranch ?? null), signal },
      needsHistory: (treePath) => needsHistory(treePath, check.mode === 'command' ? check.command : null),
    });
  };
  const fetched = await fetchFrom(found);
  if (fetched.ok || signal.aborted) return { clone: must(fetched), from: found };
  const now = must(await unlessAborted(options.resolveAgain(fetched.error), signal));
  return now === null ? { clone: must(fetched), from: found } : { clone: must(await fetchFrom(now)), from: now };
}

/** A check that reads one of these files fails, and edits of them are left out of the change. */
async function tellOfPointers({ git, record }: RunOptions, clone: Clone): Promise<void> {
  const pointers = must(await git.pointers(clone));
  if (pointers.length === 0) return;
  const parameters = { paths: pointers.slice(0, MOST_NAMED), more: Math.max(0, pointers.length - MOST_NAMED) };
  must(await record({ kind: 'notice', level: 'info', message: { code: 'large_file_pointers', parameters } }));
}
