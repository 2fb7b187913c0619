import { isDeepStrictEqual } from 'node:util';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { RepoRef } from '../../shared/repo.ts';
import type { RememberingGitHub } from './remembering-github.ts';
import { type ResolvedRepo, type ResolveOptions, resolveRepo } from './resolve-repo.ts';

/** What a host refuses when a repository was renamed, archived, deleted or taken away since it was looked at. */
const MAY_BE_OUTDATED: readonly ErrorCode[] = [
  ...(['repo_not_found', 'repo_empty', 'repo_no_default_branch'] as const),
  ...(['git_auth', 'git_rejected', 'git_failed'] as const),
  ...(['github_auth', 'github_forbidden', 'github_not_found', 'github_rejected'] as const),
];

/**
 * After a refusal of what was done on remembered facts: what is true of the repository now, or null when that is no reason
 * to try once more. A repository that is gone, or is not for this account any more, fails with the host's own words.
 */
export async function resolveAgain(
  repo: RepoRef,
  before: ResolvedRepo,
  refusal: AppError,
  options: ResolveOptions & { github: Pick<RememberingGitHub, 'forget'> },
): Promise<Result<ResolvedRepo | null>> {
  if (!before.hosted || !MAY_BE_OUTDATED.includes(refusal.code)) return ok(null);
  options.github.forget(before.hosted.owner, before.hosted.name);
  const now = await resolveRepo(repo, options);
  return now.ok && isDeepStrictEqual(factsOf(now.value), factsOf(before)) ? ok(null) : now;
}

/** Its size says nothing about what may be done. */
const factsOf = ({ repo, source, hosted }: ResolvedRepo) => [repo, source, { ...hosted, sizeKb: 0 }];
