import type { Run } from '../../shared/run.ts';
import { plural } from './format.ts';

/** What a button does that publishes: `Open 12 pull requests`, `Update 1 pull request`, `Open 3 and update 2 pull requests`. */
export function publishLabel(opens: number, updates: number): string {
  if (opens > 0 && updates > 0) return `Open ${opens} and update ${plural(updates, 'pull request')}`;
  return updates > 0 ? `Update ${plural(updates, 'pull request')}` : `Open ${plural(opens, 'pull request')}`;
}

/** The same for runs that can be published. */
export function publishLabelOf(runs: readonly Run[]): string {
  const updates = runs.filter((run) => run.publication.pullRequest !== null).length;
  return publishLabel(runs.length - updates, updates);
}
