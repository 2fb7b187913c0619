import { type RepoRef, repoLabel } from '../../shared/repo.ts';
import { isLoopbackHost } from '../../shared/repo-reference.ts';

/**
 * What a row calls a repository: its label without a host on this computer, which names nothing (the demo's port changes with
 * each start). The whole label belongs on hover.
 */
export const repoTitle = (repo: RepoRef): string =>
  repo.kind === 'remote' && isLoopbackHost(repo.host) ? `${repo.owner}/${repo.name}` : repoLabel(repo);
