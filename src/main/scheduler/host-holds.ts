import type { Clock } from '../lib/clock.ts';

/** No API has a longer rate-limit window: a later time is due to a wrong clock on either side. */
export const LONGEST_ORDERED_WAIT_MS = 60 * 60_000;

/** Until when each host must not be called. */
export interface HostHolds {
  add(host: string, until: number): void;
  /** Epoch ms; 0 without a hold. */
  until(host: string): number;
}

export function createHostHolds(clock: Clock): HostHolds {
  const holds = new Map<string, { from: number; until: number }>();
  const untilOf = (host: string): number => {
    const order = holds.get(host);
    if (!order) return 0;
    const now = clock.now();
    if (now >= order.from) return order.until;
    // The system clock was set back: no hold lasts longer than this.
    const until = now + order.until - order.from;
    holds.set(host, { from: now, until });
    return until;
  };
  return {
    add(host, until) {
      const now = clock.now();
      const honest = Math.min(until, now + LONGEST_ORDERED_WAIT_MS);
      if (honest > Math.max(now, untilOf(host))) holds.set(host, { from: now, until: honest });
    },
    until: untilOf,
  };
}
