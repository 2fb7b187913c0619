import type { HoldReason } from '../../shared/messages/holds.ts';
import type { RowMessage } from '../../shared/messages/row-message.ts';
import { type Clock, wait } from '../lib/clock.ts';
import { createHostHolds, LONGEST_ORDERED_WAIT_MS } from './host-holds.ts';

/**
 * One view of the API's rate limits, shared by all sessions of a host. While plenty is left nobody waits. When little is
 * left, requests are spread evenly until the bucket is full again, so that many sessions slow down together instead of all
 * hitting the limit.
 */
export interface RateGovernor {
  /** Takes in the headers of a response. */
  learn(pool: Pool, headers: Record<string, string>): void;
  /** Reserves the next slot in this model's request queue. */
  take(pool: Pool): Slot;
  /** After the computer has slept: bucket levels are outdated, ordered waits still hold. */
  forget(): void;
  /** Why and until when this host holds back new runs, or null. */
  hold(host: string): { reason: HoldReason; until: number } | null;
}

/** The API counts per model; an ordered wait holds for the whole host. */
export interface Pool {
  host: string;
  model: string;
}

export interface Slot {
  /** 0: the request may be sent at once. */
  waitMs: number;
  /** Why it waits. */
  reason: RowMessage;
  /** Resolves when the slot is due, or at once when the signal fires. */
  pass(signal: AbortSignal): Promise<void>;
}

/** One of the API's rate-limit buckets, as a response described it. */
export interface Bucket {
  name: string;
  limit: number;
  remaining: number;
  /** Epoch ms at which it is full again; it refills steadily until then. */
  reset: number;
}

const BUCKETS = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
/** Bucket levels are estimates: no request is delayed longer than this because of them. */
const LONGEST_PACE_MS = 5 * 60_000;
/** Below this share of a bucket, requests are spread out. */
const LOW = 0.2;
/** A shorter hold does not keep a run from starting: cloning takes longer. */
const SHORT_HOLD_MS = 10_000;
/** Assumed share of a token bucket per request, until responses show the real one. */
const FIRST_GUESS = 0.02;
/** Assumed time to refill an empty bucket, when a response is too close to full to tell. */
const USUAL_FILL_MS = 60_000;

/** Estimated level of a bucket: the last response, less the requests since. */
interface Level {
  limit: number;
  level: number;
  at: number;
  /** Refill per ms. */
  rate: number;
  /** Estimated use per request. */
  cost: number;
  /** Requests since the last response that described it. */
  taken: number;
  /** What that response said. */
  reported: { remaining: number; at: number };
}

interface Row {
  levels: Map<string, Level>;
  /** No slot is due before this time. */
  nextAt: number;
  /** Slots that may still be waiting: a response does not count these requests yet. */
  promised: number[];
}

export function createRateGovernor(clock: Clock, holds = createHostHolds(clock)): RateGovernor {
  const pools = new Map<string, Row>();
  const poolOf = ({ host, model }: Pool) => {
    const key = `${host} ${model}`;
    const known = pools.get(key) ?? { levels: new Map<string, Level>(), nextAt: 0, promised: [] };
    pools.set(key, known);
    return known;
  };

  return {
    learn(pool, headers) {
      const now = clock.now();
      const ordered = orderedHold(headers, now);
      if (ordered !== null) holds.add(pool.host, ordered);
      const row = poolOf(pool);
      row.promised = row.promised.filter((at) => at > now);
      for (const bucket of bucketsOf(headers)) {
        row.levels.set(bucket.name, levelAfter(row.levels.get(bucket.name), bucket, row.promised.length, now));
      }
    },
    take(pool) {
      const row = poolOf(pool);
      const now = clock.now();
      const held = holds.until(pool.host);
      let at = Math.max(now, held, row.nextAt);
      for (const level of row.levels.values()) at = Math.max(at, affordableAt(level, at));
      at = Math.max(held, Math.min(at, now + LONGEST_PACE_MS));
      if (at > now) row.promised.push(at);
      row.nextAt = at;
      for (const level of row.levels.values()) row.nextAt = Math.max(row.nextAt, at + spend(level, at));
      return {
        waitMs: at - now,
        reason: { code: held > now ? 'rate_limit_used_up' : 'rate_limit_spread', parameters: {} },
        pass: async (signal) => {
          await wait(clock, at - clock.now(), signal);
          // Another request may have been ordered to wait meanwhile: that holds for this one, too.
          for (let ms = 1; ms > 0 && !signal.aborted; ) {
            ms = holds.until(pool.host) - clock.now();
            await wait(clock, ms, signal);
          }
        },
      };
    },
    forget: () => pools.clear(),
    hold(host) {
      const until = holds.until(host);
      if (until - clock.now() <= SHORT_HOLD_MS) return null;
      return { reason: { code: 'api_asks_to_wait', parameters: { until } }, until };
    },
  };
}

const levelOf = ({ limit, level, at, rate }: Level, time: number): number =>
  Math.min(limit, level + rate * Math.max(0, time - at));

function levelAfter(before: Level | undefined, bucket: Bucket, promised: number, now: number): Level {
  const { limit, remaining, reset } = bucket;
  // Close to full, the reset time (in whole seconds) is too coarse to derive the refill rate.
  const rate = remaining > limit * 0.9 ? limit / USUAL_FILL_MS : (limit - remaining) / Math.max(1000, reset - now);
  const cost = bucket.name === 'requests' ? 1 : costAfter(before, bucket, promised, now);
  const level = remaining - promised * cost;
  return { limit, level, at: now, rate, cost, taken: promised, reported: { remaining, at: now } };
}

/** Use per request: what is missing since the last response, divided by the requests since. Smoothed. */
function costAfter(before: Level | undefined, { limit, remaining }: Bucket, promised: number, now: number): number {
  if (!before) return limit * FIRST_GUESS;
  const full = Math.min(limit, before.reported.remaining + before.rate * (now - before.reported.at));
  const seen = Math.max(0, full - remaining) / Math.max(1, before.taken - promised);
  return before.cost * 0.7 + seen * 0.3;
}

/** When, from `at` on, the bucket holds enough for one more request. */
function affordableAt(level: Level, at: number): number {
  const missing = Math.min(level.cost, level.limit) - levelOf(level, at);
  return missing <= 0 ? at : at + missing / level.rate;
}

/** Takes one request out. Returns the delay for the next one: the time to refill that amount. */
function spend(level: Level, at: number): number {
  level.level = levelOf(level, at) - level.cost;
  level.at = at;
  level.taken += 1;
  return level.level < level.limit * LOW ? level.cost / level.rate : 0;
}

/** The buckets that a response's headers describe completely. */
export function bucketsOf(headers: Record<string, string>): Bucket[] {
  return BUCKETS.flatMap((name) => {
    const value = (what: string) => headers[`anthropic-ratelimit-${name}-${what}`];
    const limit = Number(value('limit') ?? Number.NaN);
    const remaining = Number(value('remaining') ?? Number.NaN);
    const reset = Date.parse(value('reset') ?? '');
    return limit > 0 && remaining >= 0 && Number.isFinite(reset) ? [{ name, limit, remaining, reset }] : [];
  });
}

/** Until when the headers ask everybody to wait: `retry-after`, or a bucket that is empty. */
export function orderedHold(headers: Record<string, string>, now: number): number | null {
  const holds: number[] = [];
  const retryMs = Number(headers['retry-after-ms'] ?? Number.NaN);
  // Seconds, or a date of HTTP.
  const after = headers['retry-after'] ?? '';
  const retryAt = Number.isFinite(Number(after)) ? now + Number(after) * 1000 : Date.parse(after);
  if (Number.isFinite(retryMs)) holds.push(now + retryMs);
  else if (after !== '' && Number.isFinite(retryAt)) holds.push(retryAt);
  for (const bucket of BUCKETS) {
    // With a known limit, an empty bucket is waited for only until it holds enough for a request.
    if (headers[`anthropic-ratelimit-${bucket}-remaining`] !== '0') continue;
    if (headers[`anthropic-ratelimit-${bucket}-limit`] !== undefined) continue;
    const reset = Date.parse(headers[`anthropic-ratelimit-${bucket}-reset`] ?? '');
    if (Number.isFinite(reset)) holds.push(reset);
  }
  const latest = Math.max(...holds, 0);
  return latest > now ? Math.min(latest, now + LONGEST_ORDERED_WAIT_MS) : null;
}
