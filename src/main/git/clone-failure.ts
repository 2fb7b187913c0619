import { failure } from '../../shared/errors.ts';
import type { GitFailure } from './git.ts';
import { fromGit } from './git-error.ts';

export const cloneMissing = (treePath: string) =>
  failure('clone_missing', 'The clone of this run is gone or damaged.', {
    path: treePath,
    why: 'Its folder was moved, deleted or changed from outside.',
    next: 'Retry the run: it is cloned again.',
  });

const DAMAGED =
  /not a git repository|bad object|not a tree object|unable to (read|find|parse commit)|could not read|failed to unpack tree|Invalid path/;

/** What a git command on a clone failed of. Its folder stands for the repository, which is not known here. */
export function cloneFailure(failed: GitFailure, clone: { treePath: string }, doing: string) {
  const error = fromGit(failed, { doing, what: clone.treePath, host: null, signedIn: false });
  const damaged = (error.code === 'git_failed' || error.code === 'repo_not_found') && DAMAGED.test(failed.stderr);
  return damaged ? cloneMissing(clone.treePath) : { ok: false as const, error };
}
