import type { AppError } from '../../shared/errors.ts';

/**
 * How one execution of a run ended. `settled`: the outcome is recorded. `failed`: nothing is recorded yet, because the
 * queue decides whether it is tried again. `budget`: it stopped at a limit that every other run of the job would meet.
 * `left`: the app is quitting, or the job is paused; it goes on later.
 */
export type ExecutionResult =
  | { kind: 'settled' }
  | { kind: 'failed'; error: AppError }
  | { kind: 'budget'; limit: 'job_budget' | 'day_budget' }
  | { kind: 'left' };
