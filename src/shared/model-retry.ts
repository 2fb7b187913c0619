import type { AppError } from './errors.ts';

/** Tries after the first: with the delays below, an outage of about five minutes is waited out. */
export const MAX_RETRIES = 10;
/** An answer that stalls or cannot be read is paid each time, and a third one is hardly better. */
const MAX_PAID_RETRIES = 2;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;
/** A wait longer than this is the queue's business, not that of a session that holds a place. */
const LONGEST_ORDERED_WAIT_MS = 10 * 60_000;

/** Can the same request, sent again, plausibly succeed? A total list of what is known to pass by itself. */
function passes(error: AppError): boolean {
  if (error.retryable !== undefined) return error.retryable;
  switch (error.code) {
    case 'model_rate_limited':
    case 'model_overloaded':
    case 'model_unreachable':
    case 'model_stalled':
    case 'model_bad_answer':
    case 'network_offline':
      return true;
    default:
      return false;
  }
}

const mostRetries = ({ code }: AppError): number =>
  code === 'model_stalled' || code === 'model_bad_answer' ? MAX_PAID_RETRIES : MAX_RETRIES;

/**
 * When to ask again after `retries` failed retries, `ofKind` of them for the same reason, in epoch ms; null: not at all. What
 * the API ordered (`retryAt`) is honoured; otherwise the delay doubles from one second, and `jitter` (0 to 1) takes up to a
 * quarter off so that many sessions don't come back together.
 */
export function retryAt(
  error: AppError,
  retries: number,
  now: number,
  jitter: number,
  ofKind: number = retries,
): number | null {
  if (!passes(error) || retries >= MAX_RETRIES || ofKind >= mostRetries(error)) return null;
  if (error.retryAt !== undefined && error.retryAt > now) {
    return error.retryAt - now <= LONGEST_ORDERED_WAIT_MS ? error.retryAt : null;
  }
  const delay = Math.min(FIRST_DELAY_MS * 2 ** retries, LONGEST_DELAY_MS);
  return now + Math.round(delay * (1 - jitter / 4));
}
