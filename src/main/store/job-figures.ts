import { isPublishing, isUndecided, type Run } from '../../shared/run.ts';

/** Sums over a job's runs, kept up to date with each change of a row: nobody has to count 500 rows for each event. */
export interface JobFigures {
  /** Runs that are not settled. */
  open: number;
  /** Changes that are on their way out. */
  publishing: number;
  /** Changes that nobody has decided on yet. */
  awaitingReview: number;
  costUsd: number;
}

/** Counts a row in, or, with `times` -1, out. */
export function countIn(figures: JobFigures, run: Run, times: 1 | -1 = 1): void {
  if (run.status !== 'settled') figures.open += times;
  if (isPublishing(run)) figures.publishing += times;
  if (isUndecided(run)) figures.awaitingReview += times;
  figures.costUsd += times * run.costUsd;
}

export function figuresOf(runs: Iterable<Run>): JobFigures {
  const figures: JobFigures = { open: 0, publishing: 0, awaitingReview: 0, costUsd: 0 };
  for (const run of runs) countIn(figures, run);
  return figures;
}
