import { ok, type Result } from '../../shared/errors.ts';
import { isLoopbackHost } from '../../shared/hosts.ts';
import { type RemoteRepo, type RepoRef, repoKey } from '../../shared/repo.ts';
import { parseRepoReference } from '../../shared/repo-reference.ts';
import { sshHostsIn } from '../../shared/ssh-names.ts';
import type { GitApi, GitSource } from '../git/contract.ts';
import type { GitHubApi, GitHubRepository } from '../github/contract.ts';

/** What a run needs to know of its repository before it clones. */
export interface ResolvedRepo {
  /** The repository that is really used: renames followed, a folder with an origin that the API serves becomes that. */
  repo: RepoRef;
  source: GitSource;
  /** What the API says of it; null for a folder and for a host without a known API: such a run ends in a patch. */
  hosted: GitHubRepository | null;
  /** Why the origin of a folder is not used, where it could not be understood. */
  unclearOrigin?: string;
}

export interface ResolveOptions {
  git: Pick<GitApi, 'originOf' | 'sshHosts'>;
  github: GitHubApi;
  /** The token for the API's own host, or null. It goes to that host and to no other. */
  token: () => string | null;
}

/**
 * Finds out where a repository is fetched from and who may push. Errors: repo_not_found for a folder without a repository,
 * github_* when the API that serves the host refuses or cannot be reached.
 */
export async function resolveRepo(repo: RepoRef, options: ResolveOptions): Promise<Result<ResolvedRepo>> {
  if (repo.kind === 'remote') return resolveRemote(repo, options);
  const origin = await options.git.originOf(repo.path);
  if (!origin.ok) return origin;
  const folder = { repo, source: { url: repo.path, key: repoKey(repo), auth: null }, hosted: null };
  if (origin.value === null) return ok(folder);
  const sshHosts = await options.git.sshHosts(sshHostsIn(origin.value));
  const reference = parseRepoReference(origin.value, options.github.webHost, sshHosts);
  if (reference.ok && reference.repo.kind === 'remote' && options.github.serves(reference.repo.host)) {
    return resolveRemote(reference.repo, options);
  }
  // A folder beside this one is an origin like any other.
  const isPath = /^[./~]|^[a-z]:[\\/]/i.test(origin.value);
  return ok(reference.ok || isPath ? folder : { ...folder, unclearOrigin: reference.reason });
}

async function resolveRemote(repo: RemoteRepo, { github, token }: ResolveOptions): Promise<Result<ResolvedRepo>> {
  const foreign = { repo, source: { url: repo.url, key: repoKey(repo), auth: null }, hosted: null };
  const served = github.serves(repo.host);
  if (!served && !bothOnLoopback(repo.host, github.webHost)) return ok(foreign);

  const found = await github.repository(repo.owner, repo.name);
  if (!found.ok) return served ? found : ok(foreign);
  // Two local servers on two ports: the API speaks for a Git address only when it gives that very address itself.
  if (!served && !sameAddress(found.value.cloneUrl, repo.url)) return ok(foreign);

  const url = new URL(found.value.cloneUrl);
  const canonical: RemoteRepo = {
    kind: 'remote',
    host: served ? repo.host : url.host,
    owner: found.value.owner,
    name: found.value.name,
    url: found.value.cloneUrl,
  };
  const secret = token();
  const trusted = url.host === github.webHost || bothOnLoopback(url.host, github.webHost);
  return ok({
    repo: canonical,
    source: {
      url: canonical.url,
      key: repoKey(canonical),
      auth: secret !== null && trusted ? { host: url.host, token: secret } : null,
    },
    hosted: found.value,
  });
}

const bothOnLoopback = (a: string, b: string): boolean => isLoopbackHost(a) && isLoopbackHost(b);

const sameAddress = (a: string, b: string): boolean => plainAddress(a) === plainAddress(b);
const plainAddress = (address: string): string => {
  const url = new URL(address);
  return `${url.host}${url.pathname.replace(/\/+$/, '').replace(/\.git$/, '')}`.toLowerCase();
};
