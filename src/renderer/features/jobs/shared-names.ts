import type { RunId } from '../../../shared/ids.ts';
import { repoLabel } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';

/** The runs whose repository is called like another one here that is not the same: a name alone does not tell them apart. Pure. */
export function withSharedName(runs: readonly Pick<Run, 'id' | 'repo'>[]): Set<RunId> {
  const titles = new Map<string, Set<string>>();
  for (const { repo } of runs) titles.set(repo.name, (titles.get(repo.name) ?? new Set()).add(repoLabel(repo)));
  return new Set(runs.filter(({ repo }) => (titles.get(repo.name)?.size ?? 0) > 1).map(({ id }) => id));
}
