import { failure, ok } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import type { GitApi } from '../../git/contract.ts';
import type { StorePaths } from '../../store/paths.ts';
import type { Engine } from '../contract.ts';

/** Opens clones in the person's own programs: see Engine.treeFolder. */
export const cloneFolders = (options: {
  git: Pick<GitApi, 'openClone' | 'disarm'>;
  paths: StorePaths;
  isActive: (runId: RunId) => boolean;
  /** Is its check being run again for a person? */
  isChecking: (runId: RunId) => boolean;
}): Pick<Engine, 'treeFolder'> => ({
  async treeFolder(runId) {
    // Its commands could still write git settings that start programs, which an editor or a shell would then run.
    if (options.isActive(runId) || options.isChecking(runId)) {
      return failure('not_allowed', 'The session is still at work in this clone.', {
        why: 'Its commands run in a sandbox; a program that you open the clone with does not.',
        next: 'Open it when the run has ended, or cancel the run first.',
      });
    }
    const clone = await options.git.openClone(options.paths.clone(runId));
    if (!clone.ok) return clone;
    const disarmed = await options.git.disarm(clone.value);
    return disarmed.ok ? ok(clone.value.treePath) : disarmed;
  },
});
