import type { Clock } from '../clock.ts';

/** One view of the API's rate limits for all sessions: what one session learns holds for everybody on that host. */
export interface RateGovernor {
  /** The headers of an answer from a host. */
  learn(host: string, headers: Record<string, string>): void;
  /** Epoch ms until which nothing should be asked of the host, or null. */
  heldUntil(host: string): number | null;
  /** Resolves when the host may be asked again, or at once when the signal fires. */
  wait(host: string, signal: AbortSignal): Promise<void>;
}

const BUCKETS = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
/** A reset farther away than this is a quota, not a pace; the session's own answer will say so better. */
const LONGEST_HOLD_MS = 5 * 60_000;

export function createRateGovernor(clock: Clock): RateGovernor {
  const holds = new Map<string, number>();
  const heldUntil = (host: string) => {
    const until = holds.get(host);
    return until !== undefined && until > clock.now() ? until : null;
  };
  return {
    learn(host, headers) {
      const until = holdOf(headers, clock.now());
      if (until !== null) holds.set(host, Math.max(until, holds.get(host) ?? 0));
    },
    heldUntil,
    async wait(host, signal) {
      for (let until = heldUntil(host); until !== null && !signal.aborted; until = heldUntil(host)) {
        const ms = until - clock.now();
        await new Promise<void>((resolve) => {
          const stop = clock.after(ms, resolve);
          signal.addEventListener(
            'abort',
            () => {
              stop();
              resolve();
            },
            { once: true },
          );
        });
      }
    },
  };
}

/** Until when the headers ask everybody to wait: `retry-after`, or a bucket that is empty. */
function holdOf(headers: Record<string, string>, now: number): number | null {
  const holds: number[] = [];
  const retryMs = Number(headers['retry-after-ms'] ?? Number.NaN);
  const retrySeconds = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(retryMs)) holds.push(now + retryMs);
  else if (Number.isFinite(retrySeconds)) holds.push(now + retrySeconds * 1000);
  for (const bucket of BUCKETS) {
    if (headers[`anthropic-ratelimit-${bucket}-remaining`] !== '0') continue;
    const reset = Date.parse(headers[`anthropic-ratelimit-${bucket}-reset`] ?? '');
    if (Number.isFinite(reset)) holds.push(reset);
  }
  const latest = Math.max(...holds, 0);
  return latest > now ? Math.min(latest, now + LONGEST_HOLD_MS) : null;
}
