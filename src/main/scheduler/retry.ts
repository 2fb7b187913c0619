import { type AppError, isRetryable } from '../../shared/errors.ts';
import { LONGEST_ORDERED_WAIT_MS } from './host-holds.ts';

/** Automatic retries after the first failure. */
const MAX_AUTOMATIC_RETRIES = 3;
/** With the delays below these last for about four minutes: a router that restarts, a train in a tunnel. */
const MAX_WAITED_OUT = 8;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * Errors that are not the job's fault: a host is down, or said when to retry. (Sessions wait for the model on their own, for
 * minutes.)
 */
export const isWaitedOut = (error: AppError): boolean =>
  error.retryAt !== undefined ||
  error.code === 'git_unreachable' ||
  error.code === 'github_unreachable' ||
  error.code === 'network_offline';

/**
 * Delay before the automatic retry in ms, or null for none. A time named by the host is honoured; otherwise the delay
 * doubles. `random` (0 to 1) takes off up to a quarter, so that many runs do not retry at the same moment.
 */
export function retryDelay(error: AppError, retriesSoFar: number, now: number, random: number): number | null {
  const most = isWaitedOut(error) ? MAX_WAITED_OUT : MAX_AUTOMATIC_RETRIES;
  if (!isRetryable(error) || retriesSoFar >= most) return null;
  const ordered = (error.retryAt ?? 0) - now;
  if (ordered > 0) return Math.min(LONGEST_ORDERED_WAIT_MS, ordered);
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
