import { z } from 'zod';
import { repoLabel } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { markOf } from './run-mark.ts';
import { allTokens, elapsedMs } from './selectors.ts';

/** The columns of a list of runs. */
export const RUN_COLUMNS = ['state', 'repository', 'what', 'steps', 'tokens', 'cost', 'time'] as const;
export type RunColumn = (typeof RUN_COLUMNS)[number];
/** Those that can be put away. */
export const FIGURES = ['steps', 'tokens', 'cost', 'time'] as const satisfies readonly RunColumn[];
export type Figure = (typeof FIGURES)[number];

/** By which column rows stand inside their group, and from which end. */
export const RunSort = z.object({ by: z.enum(RUN_COLUMNS), descending: z.boolean() });
export type RunSort = z.infer<typeof RunSort>;

const isText = (by: RunColumn): boolean => by === 'state' || by === 'repository';

/** What a click on the head of a column leads to: words from A, figures from the largest; then the other end; then none. */
export function nextSort(sort: RunSort | null, by: RunColumn): RunSort | null {
  const first = { by, descending: !isText(by) };
  if (sort?.by !== by) return first;
  return sort.descending === first.descending ? { by, descending: !first.descending } : null;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Rows in the order of a column; those that are equal in it keep theirs. `now` tells how long a running one has worked. Pure. */
export function sortedRuns(runs: readonly Run[], { by, descending }: RunSort, now: number): Run[] {
  const sign = descending ? -1 : 1;
  if (by === 'state' || by === 'repository') {
    const wordOf = (run: Run): string => (by === 'state' ? markOf(run).word : repoLabel(run.repo));
    const words = new Map(runs.map((run) => [run, wordOf(run)]));
    return [...runs].sort((a, b) => sign * collator.compare(words.get(a) ?? '', words.get(b) ?? ''));
  }
  const figures = new Map(runs.map((run) => [run, figureOf(run, by, now)]));
  return [...runs].sort((a, b) => sign * ((figures.get(a) ?? 0) - (figures.get(b) ?? 0)));
}

function figureOf(run: Run, by: Exclude<RunColumn, 'state' | 'repository'>, now: number): number {
  switch (by) {
    case 'what':
      return run.changeset === null ? 0 : run.changeset.insertions + run.changeset.deletions;
    case 'steps':
      return run.steps;
    case 'tokens':
      return allTokens(run);
    case 'cost':
      return run.costUsd;
    case 'time':
      return elapsedMs(run, now);
    default:
      return by satisfies never;
  }
}
