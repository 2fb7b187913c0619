import { type AppError, isRetryable } from '../../shared/errors.ts';

/** Attempts that the app makes by itself after the first one failed. */
export const MAX_AUTOMATIC_RETRIES = 3;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * When to try a run again by itself: ms from now, or null for never. A time that the other side named is honoured;
 * otherwise the delay doubles. `random` (0 to 1) takes up to a quarter off, so that many runs do not come back together.
 */
export function retryDelay(error: AppError, retriesSoFar: number, now: number, random: number): number | null {
  if (!isRetryable(error) || retriesSoFar >= MAX_AUTOMATIC_RETRIES) return null;
  if (error.retryAt !== undefined) return Math.max(0, error.retryAt - now);
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** retriesSoFar) * (1 - random / 4);
}
