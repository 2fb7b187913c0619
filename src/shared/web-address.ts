import type { RepoRef } from './repo.ts';

/** Where a repository lives on the web; null for a folder of this machine. Pure. */
export function webAddress(repo: RepoRef): string | null {
  if (repo.kind === 'local') return null;
  return /^https?:/.test(repo.url) ? repo.url.replace(/\.git$/, '') : `https://${repo.host}/${repo.owner}/${repo.name}`;
}
