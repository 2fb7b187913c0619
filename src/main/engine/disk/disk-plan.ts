import type { Job } from '../../../shared/job.ts';
import { isOut, isUnderWay } from '../../../shared/publication.ts';
import type { Run } from '../../../shared/run.ts';
import { wantsPublishing } from '../../store/job-index.ts';

/** Why a clone stays, or that its files may be evicted. An evicted clone loses no work: its change stays readable. */
export type Keeping = 'busy' | 'unreviewed' | 'unfinished' | 'none';

/**
 * Why a run's clone must not be evicted. `busy`: it is in use. `unreviewed`: its change is undecided, or approved and not
 * published yet. `unfinished`: it can continue where it stopped, with files that are in no tree. Pure.
 */
export function keepingOf(job: Job, run: Run, isBusy: boolean): Keeping {
  if (isBusy || run.status !== 'settled' || isUnderWay(run.publication)) return 'busy';
  switch (run.outcome) {
    case 'unchanged':
      return 'none';
    case 'changed':
      if (run.review.decision === 'rejected') return 'none';
      if (wantsPublishing(job, run)) return 'unreviewed';
      return isOut(run.publication, run.changeset?.tree) ? 'none' : 'unreviewed';
    case 'failed':
    case 'cancelled':
      // A comment continues either. Without any answer of the model there is nothing to lose.
      return run.steps === 0 && run.changeset === null ? 'none' : 'unfinished';
    default:
      return 'unfinished';
  }
}

/** Something on disk that could be removed. */
export interface Used<T> {
  thing: T;
  bytes: number;
  /** Epoch ms. */
  usedAt: number;
}

/** The least recently used ones that together free `bytes`, or all of them. Empty when nothing has to be freed. Pure. */
export function leastRecentlyUsed<T>(used: readonly Used<T>[], bytes: number): Used<T>[] {
  const chosen: Used<T>[] = [];
  let freed = 0;
  for (const one of [...used].sort((a, b) => a.usedAt - b.usedAt)) {
    if (freed >= bytes) break;
    if (one.bytes <= 0) continue;
    chosen.push(one);
    freed += one.bytes;
  }
  return chosen;
}
