import { type AppError, isRetryable } from '../../shared/errors.ts';

/** Attempts that the app makes by itself after the first one failed. */
const MAX_AUTOMATIC_RETRIES = 3;
/** With the delays below these last for about four minutes: a router that restarts, a train in a tunnel. */
const MAX_RETRIES_WITHOUT_NETWORK = 8;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 60_000;
/** No API's window is longer; a later time comes from a clock that is wrong, here or there. */
export const LONGEST_ORDERED_WAIT_MS = 60 * 60_000;

/** Nobody answers: nothing is wrong with the job. (A session waits for the model's network by itself, for minutes.) */
export const isWaitedOut = (error: AppError): boolean =>
  error.code === 'git_unreachable' || error.code === 'github_unreachable' || error.code === 'network_offline';

/**
 * When to try again by itself: ms from now, or null for never. A time that the other side named is honoured; otherwise the
 * delay doubles. `random` (0 to 1) takes up to a quarter off, so that many runs do not come back together.
 */
export function retryDelay(error: AppError, retriesSoFar: number, now: number, random: number): number | null {
  const most = isWaitedOut(error) ? MAX_RETRIES_WITHOUT_NETWORK : MAX_AUTOMATIC_RETRIES;
  if (!isRetryable(error) || retriesSoFar >= most) return null;
  if (error.retryAt !== undefined) return Math.min(LONGEST_ORDERED_WAIT_MS, Math.max(0, error.retryAt - now));
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** retriesSoFar) * (1 - random / 4);
}

/**
 * Until when a saved wait lasts, seen from `now`: no longer than it was meant to when it was set at `setAt`, however the
 * computer's clock was set since then.
 */
export function honestWait(setAt: number, until: number | null, now: number): number | null {
  if (until === null) return null;
  const meant = Math.min(LONGEST_ORDERED_WAIT_MS, Math.max(0, until - setAt));
  return Math.min(until, now + meant);
}
