import type { PullRequest } from '../../../shared/pull-request.ts';
import { repoLabel } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';

export interface PullRequestEntry {
  run: Run;
  pullRequest: PullRequest;
}
export type Shown = 'open' | 'merged' | 'closed' | 'all';

const isShown = (state: PullRequest['state'], shown: Shown): boolean =>
  shown === 'all' || shown === state || (shown === 'open' && state === 'draft');

/** The pull requests of all known runs, newest first. Drafts count as open. */
export function pullRequestRows(runs: Readonly<Record<string, Run>>, shown: Shown, filter: string): PullRequestEntry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return Object.values(runs)
    .flatMap((run): PullRequestEntry[] =>
      run.publication.pullRequest ? [{ run, pullRequest: run.publication.pullRequest }] : [],
    )
    .filter(({ run, pullRequest }) => {
      const text = `${repoLabel(run.repo)} #${pullRequest.number} ${pullRequest.title}`.toLowerCase();
      return isShown(pullRequest.state, shown) && words.every((word) => text.includes(word));
    })
    .sort((a, b) => b.pullRequest.openedAt - a.pullRequest.openedAt || a.run.position - b.run.position);
}

/** How many there are of each. */
export const tallyOf = (entries: readonly PullRequestEntry[]): Record<Exclude<Shown, 'all'>, number> => ({
  open: entries.filter(({ pullRequest }) => isShown(pullRequest.state, 'open')).length,
  merged: entries.filter(({ pullRequest }) => pullRequest.state === 'merged').length,
  closed: entries.filter(({ pullRequest }) => pullRequest.state === 'closed').length,
});
