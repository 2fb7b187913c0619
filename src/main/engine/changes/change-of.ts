import { failed, failure, ok, type Result } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import type { Clone, GitApi } from '../../git/contract.ts';
import type { Records } from '../../store/contract.ts';
import type { StorePaths } from '../../store/paths.ts';

interface ChangeDeps {
  records: Pick<Records, 'run'>;
  paths: Pick<StorePaths, 'clone'>;
  git: Pick<GitApi, 'openChange' | 'openClone'>;
}

/** The clone and the tree of a run's change; to `read` it, evicted files are not restored. Errors: not_found, clone_missing. */
export async function changeOf(
  { records, paths, git }: ChangeDeps,
  runId: RunId,
  purpose: 'read' | 'work' = 'work',
): Promise<Result<{ clone: Clone; tree: string }>> {
  const tree = records.run(runId)?.changeset?.tree;
  if (!tree) return failure('not_found', 'This run has no change.');
  const folder = paths.clone(runId);
  const clone = await (purpose === 'read' ? git.openChange(folder) : git.openClone(folder));
  if (clone.ok) return ok({ clone: clone.value, tree });
  return failed(
    clone.error.code === 'clone_missing'
      ? { ...clone.error, next: 'Retry the run: it makes the change anew.', mends: ['retry'] }
      : clone.error,
  );
}
