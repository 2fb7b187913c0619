import { failure, ok, type Result } from '../../shared/errors.ts';
import { isBranchName } from './branch-name.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Clone, CommitIdentity, GitSource } from './contract.ts';
import type { Git } from './git.ts';
import { NO_REPOSITORY } from './git.ts';
import { notGit, whyUnread } from './not-git.ts';
import { REMOTE, routeTo } from './source.ts';

/** See GitApi.commit. Author and committer are the same person at the same moment, in UTC, so that the id is repeatable. */
export async function commit(
  git: Git,
  clone: Clone,
  tree: string,
  message: string,
  author: CommitIdentity,
  at: number,
): Promise<Result<string>> {
  const date = `@${Math.floor(at / 1000)} +0000`;
  const answer = await git.run({
    args: ['commit-tree', tree, '-p', clone.baseCommit, '-F', '-'],
    env: {
      GIT_DIR: clone.gitDir,
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: date,
    },
    input: `${message.trimEnd()}\n`,
  });
  if (!answer.ok) return cloneFailure(answer.error, clone, 'commit the changes in');
  return ok(answer.value.stdout.trim());
}

/** See GitApi.remoteBranches. */
export async function remoteBranches(
  git: Git,
  source: GitSource,
  silenceMs: number,
): Promise<Result<ReadonlyMap<string, string>>> {
  const route = routeTo(source, Math.max(1, Math.round(silenceMs / 1000)));
  if (!route.ok) return route;
  const { settings, secrets } = route.value;
  const answer = await git.run({
    args: ['ls-remote', REMOTE, 'refs/heads/*'],
    env: NO_REPOSITORY,
    settings,
    secrets,
    silenceMs: silenceMs * 2,
  });
  if (!answer.ok)
    return { ok: false, error: await whyUnread(git, route.value, answer.error, { doing: 'read', silenceMs }) };
  const rows = answer.value.stdout.split('\n').flatMap((line) => {
    const [commit = '', name] = line.split('\trefs/heads/');
    return name === undefined ? [] : [[name, commit] as const];
  });
  // What was cloned has a branch: a list without one may be no list at all.
  const stranger = rows.length === 0 ? await notGit(git, route.value, silenceMs) : null;
  if (stranger) return { ok: false, error: stranger };
  return ok(new Map(rows));
}

/** See GitApi.push. Pushing what the branch already holds succeeds, whatever was expected. */
export async function push(
  git: Git,
  clone: Clone,
  source: GitSource,
  commitId: string,
  branch: string,
  expected: string | null,
  silenceMs: number,
): Promise<Result<null>> {
  if (!isBranchName(branch)) {
    return failure('git_rejected', `"${branch}" is not a branch name that git accepts.`, {
      next: 'Choose another branch name for the job.',
      mends: ['branches'],
    });
  }
  const route = routeTo(source, Math.max(1, Math.round(silenceMs / 1000)));
  if (!route.ok) return route;
  const { settings, secrets } = route.value;
  const lease = `--force-with-lease=refs/heads/${branch}:${expected ?? ''}`;
  const answer = await git.run({
    args: ['push', '--porcelain', '--no-verify', '--progress', lease, REMOTE, `${commitId}:refs/heads/${branch}`],
    env: { GIT_DIR: clone.gitDir },
    settings,
    secrets,
    silenceMs: silenceMs * 2,
  });
  return answer.ok
    ? ok(null)
    : { ok: false, error: await whyUnread(git, route.value, answer.error, { doing: 'push to', silenceMs }) };
}
