import type { RowMessage } from '../../shared/messages/row-message.ts';
import { type Clock, wait } from '../lib/clock.ts';
import { timeWithSeconds } from '../lib/time-of-day.ts';
import { createHostHolds, LONGEST_ORDERED_WAIT_MS } from './host-holds.ts';

/**
 * One view of the API's rate limits for all sessions: what one session learns holds for everybody on that host. While
 * plenty is left nobody waits. When little is left the rest is spread over the time until it is filled up again, so that
 * many sessions slow down together instead of all running into the wall.
 */
export interface RateGovernor {
  /** The headers of an answer. */
  learn(pool: Pool, headers: Record<string, string>): void;
  /** Takes the next place in the row of requests. */
  take(pool: Pool): Slot;
  /** After a sleep of the computer: what was learned of buckets is no longer true, an ordered wait still is. */
  forget(): void;
  /** Why new runs should not start because of this host, and until when; or null. */
  hold(host: string): { words: string; until: number } | null;
}

/** The API counts per model. When it orders to wait, everybody on the host does. */
export interface Pool {
  host: string;
  model: string;
}

export interface Slot {
  /** 0: the request may go at once. */
  waitMs: number;
  /** Why it waits. */
  reason: RowMessage;
  /** Resolves when its time has come, or at once when the signal fires. */
  pass(signal: AbortSignal): Promise<void>;
}

/** What one answer said of one of the API's buckets. */
export interface Bucket {
  name: string;
  limit: number;
  remaining: number;
  /** Epoch ms at which it is full again. It fills up steadily until then. */
  reset: number;
}

const BUCKETS = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
/** Buckets are guessed at: no pace that follows from them keeps anybody for longer than this. */
const LONGEST_PACE_MS = 5 * 60_000;
/** Below this share of a bucket requests are spread. */
const LOW = 0.2;
/** A hold that is over so soon keeps no run from being cloned. */
const SHORT_HOLD_MS = 10_000;
/** One request's share of a bucket of tokens, until answers have shown what it really is. */
const FIRST_GUESS = 0.02;
/** How long the API takes to fill an empty bucket, where its answer is too close to full to tell. */
const USUAL_FILL_MS = 60_000;

/** A bucket as it is believed to be: what the last answer said, less what has been taken since. */
interface Level {
  limit: number;
  level: number;
  at: number;
  /** What flows in per ms. */
  rate: number;
  /** What one request takes out, as seen so far. */
  cost: number;
  /** Requests since the last answer that told of it. */
  taken: number;
  /** What that answer said. */
  reported: { remaining: number; at: number };
}

interface Row {
  levels: Map<string, Level>;
  /** No place is given before this time. */
  nextAt: number;
  /** The times of those who may still be waiting for theirs: an answer does not count them yet. */
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
          // Somebody may have been told to wait meanwhile: that holds for everybody.
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
      const words = `The Claude API asked everybody to wait until ${timeWithSeconds(until)}: its rate limit is used up.`;
      return { words, until };
    },
  };
}

const levelOf = ({ limit, level, at, rate }: Level, time: number): number =>
  Math.min(limit, level + rate * Math.max(0, time - at));

function levelAfter(before: Level | undefined, bucket: Bucket, promised: number, now: number): Level {
  const { limit, remaining, reset } = bucket;
  // Near to full, whole seconds and a few tokens say nothing about the pace.
  const rate = remaining > limit * 0.9 ? limit / USUAL_FILL_MS : (limit - remaining) / Math.max(1000, reset - now);
  const cost = bucket.name === 'requests' ? 1 : costAfter(before, bucket, promised, now);
  const level = remaining - promised * cost;
  return { limit, level, at: now, rate, cost, taken: promised, reported: { remaining, at: now } };
}

/** What a request takes out: what is missing since the last answer, shared among the requests since. Smoothed. */
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

/** Takes one request out. Answers with how long the next one should stay away: as long as it takes to flow in again. */
function spend(level: Level, at: number): number {
  level.level = levelOf(level, at) - level.cost;
  level.at = at;
  level.taken += 1;
  return level.level < level.limit * LOW ? level.cost / level.rate : 0;
}

/** The buckets that an answer's headers describe whole. */
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
    // With its limit known, an empty bucket is waited for only until it holds enough again.
    if (headers[`anthropic-ratelimit-${bucket}-remaining`] !== '0') continue;
    if (headers[`anthropic-ratelimit-${bucket}-limit`] !== undefined) continue;
    const reset = Date.parse(headers[`anthropic-ratelimit-${bucket}-reset`] ?? '');
    if (Number.isFinite(reset)) holds.push(reset);
  }
  const latest = Math.max(...holds, 0);
  return latest > now ? Math.min(latest, now + LONGEST_ORDERED_WAIT_MS) : null;
}
