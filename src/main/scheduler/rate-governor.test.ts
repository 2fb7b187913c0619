import { describe, expect, it } from 'vitest';
import { manualClock } from '../lib/clock-manual.ts';
import { bucketsOf, createRateGovernor, orderedHold } from './rate-governor.ts';

const NOW = 1_800_000_000_000;
const at = (ms: number) => new Date(NOW + ms).toISOString();
const never = new AbortController().signal;
const OPUS = { host: 'h', model: 'opus' };
const HAIKU = { host: 'h', model: 'haiku' };
const ELSEWHERE = { host: 'i', model: 'opus' };

/** Headers of one bucket. */
const bucket = (name: string, limit: number, remaining: number, resetMs: number): Record<string, string> => ({
  [`anthropic-ratelimit-${name}-limit`]: String(limit),
  [`anthropic-ratelimit-${name}-remaining`]: String(remaining),
  [`anthropic-ratelimit-${name}-reset`]: at(resetMs),
});

describe('what the API orders', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['nothing', bucket('requests', 50, 12, 9000), null],
    ['retry-after', { 'retry-after': '3' }, 3000],
    ['retry-after in ms wins', { 'retry-after': '3', 'retry-after-ms': '200' }, 200],
    [
      'an empty bucket of unknown size',
      { 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': at(9000) },
      9000,
    ],
    ['an empty bucket fills up meanwhile', bucket('tokens', 1000, 0, 9000), null],
    ['twenty minutes', { 'retry-after': '1200' }, 1_200_000],
    ['a date', { 'retry-after': new Date(NOW + 120_000).toUTCString() }, 120_000],
    ['a date that has passed', { 'retry-after': new Date(NOW - 120_000).toUTCString() }, null],
    ['a quota of a month is looked at again in an hour', { 'retry-after': '9999999' }, 3_600_000],
    ['nonsense', { 'retry-after': 'soon' }, null],
  ])('%s', (_name, headers, until) => {
    expect(orderedHold(headers, NOW)).toBe(until === null ? null : NOW + until);
  });

  it('reads whole buckets only', () => {
    expect(bucketsOf({ ...bucket('requests', 50, 12, 9000), 'anthropic-ratelimit-tokens-remaining': '5' })).toEqual([
      { name: 'requests', limit: 50, remaining: 12, reset: NOW + 9000 },
    ]);
    expect(bucketsOf(bucket('requests', 0, 0, 0))).toEqual([]);
    expect(bucketsOf(bucket('requests', Number.NaN, 1, 1))).toEqual([]);
  });
});

describe('the pace', () => {
  const waits = (headers: Record<string, string>, count: number) => {
    const governor = createRateGovernor(manualClock(NOW));
    governor.learn(OPUS, headers);
    return Array.from({ length: count }, () => Math.round(governor.take(OPUS).waitMs));
  };
  it.each<[string, Record<string, string>, number[]]>([
    ['nothing is known', {}, [0, 0, 0]],
    ['plenty is left', bucket('requests', 50, 40, 12_000), [0, 0, 0]],
    // 45 of 50 flow in within 54 s: one each 1.2 s.
    ['little is left', bucket('requests', 50, 5, 54_000), [0, 1200, 2400]],
    // The third would begin the last fifth.
    ['little will be left', bucket('requests', 50, 12, 45_600), [0, 0, 0, 1200]],
    ['nothing is left', bucket('requests', 50, 0, 60_000), [1200, 2400, 3600]],
    // A request is believed to take 2 % of the tokens: 1000 of 50,000, and 750 flow in each second.
    ['few tokens are left', bucket('input-tokens', 50_000, 5000, 60_000), [0, 1333, 2667]],
    [
      'the scarcest decides',
      { ...bucket('requests', 50, 5, 54_000), ...bucket('tokens', 50_000, 0, 100_000) },
      [2000, 4000],
    ],
    ['a bucket that should be full by now', bucket('requests', 50, 5, -1000), [0, 22, 44]],
  ])('%s', (_name, headers, expected) => expect(waits(headers, expected.length)).toEqual(expected));

  it('waits for nobody who asks elsewhere, or another model', () => {
    const governor = createRateGovernor(manualClock(NOW));
    governor.learn(OPUS, bucket('requests', 50, 0, 60_000));
    expect([HAIKU, ELSEWHERE].map((pool) => governor.take(pool).waitMs)).toEqual([0, 0]);
  });

  it('learns what a request takes', async () => {
    const clock = manualClock(NOW);
    const governor = createRateGovernor(clock);
    governor.learn(OPUS, bucket('tokens', 100_000, 100_000, 0));
    for (let answer = 1; answer <= 9; answer += 1) {
      governor.take(OPUS);
      governor.learn(OPUS, bucket('tokens', 100_000, 100_000 - 10_000 * answer, 60_000));
    }
    // 90,000 flow in within 60 s: after ten answers a request is known to take nearly 10,000 of them.
    const [first, second] = [governor.take(OPUS).waitMs, governor.take(OPUS).waitMs];
    expect(second! - first!).toBeGreaterThan(5500);
    expect(second! - first!).toBeLessThan(6700);
  });

  it('40 sessions stay within what flows in, and use it', async () => {
    const clock = manualClock(NOW);
    const governor = createRateGovernor(clock);
    const LIMIT = 60;
    let level = LIMIT / 2;
    let filledAt = NOW;
    let [asked, refused] = [0, 0];
    /** The API's own bucket, which fills up within a minute. */
    const ask = () => {
      level = Math.min(LIMIT, level + ((clock.now() - filledAt) * LIMIT) / 60_000);
      filledAt = clock.now();
      asked += 1;
      if (level < 1) refused += 1;
      else level -= 1;
      const reset = clock.now() - NOW + ((LIMIT - level) / LIMIT) * 60_000;
      governor.learn(OPUS, bucket('requests', LIMIT, Math.floor(level), reset));
    };
    let over = false;
    const session = async () => {
      while (!over) {
        await governor.take(OPUS).pass(never);
        ask();
        await new Promise<void>((resolve) => void clock.after(500, resolve));
      }
    };
    ask();
    const sessions = Array.from({ length: 40 }, session);
    await clock.advance(5 * 60_000);
    over = true;
    await clock.advance(60_000);
    await Promise.all(sessions);
    // 30 are there at first, 60 flow in each minute.
    expect(asked).toBeGreaterThan(280);
    expect(refused).toBeLessThan(asked * 0.1);
  });
});

describe('an order to wait', () => {
  it('holds for every model of the host, and says until when', () => {
    const governor = createRateGovernor(manualClock(NOW));
    governor.learn(OPUS, { 'retry-after': '42' });
    expect(governor.take(HAIKU)).toMatchObject({
      waitMs: 42_000,
      reason: { code: 'rate_limit_used_up', parameters: {} },
    });
    expect(governor.take(ELSEWHERE).waitMs).toBe(0);
    expect(governor.hold('h')?.reason.code).toBe('api_asks_to_wait');
    expect(governor.hold('i')).toBeNull();
  });
  it('of twenty minutes is twenty minutes for everybody', async () => {
    const clock = manualClock(NOW);
    const governor = createRateGovernor(clock);
    governor.learn(OPUS, { 'retry-after': '1200' });
    let passed = 0;
    for (const pool of [OPUS, HAIKU, OPUS])
      void governor
        .take(pool)
        .pass(never)
        .then(() => (passed += 1));
    await clock.advance(1_199_000);
    expect(passed).toBe(0);
    await clock.advance(1000);
    expect(passed).toBe(3);
  });
  it('keeps no run from starting when it is nearly over', () => {
    const governor = createRateGovernor(manualClock(NOW));
    governor.learn(OPUS, { 'retry-after': '10' });
    expect(governor.hold('h')).toBeNull();
  });
  it('lets everybody wait together, also those who waited already', async () => {
    const clock = manualClock(NOW);
    const governor = createRateGovernor(clock);
    governor.learn(OPUS, { 'retry-after': '3' });
    let through = 0;
    const end = new AbortController();
    for (const signal of [never, never, end.signal]) {
      void governor
        .take(OPUS)
        .pass(signal)
        .then(() => {
          through += 1;
        });
    }
    end.abort();
    await clock.advance(2999);
    expect(through).toBe(1);
    governor.learn(HAIKU, { 'retry-after': '1' });
    await clock.advance(999);
    expect(through).toBe(1);
    await clock.advance(1);
    expect(through).toBe(3);
    expect(clock.timers()).toBe(0);
  });
});

describe('when time is not what it was', () => {
  it('a sleep makes old buckets worthless, but not what the API ordered', () => {
    const clock = manualClock(NOW);
    const governor = createRateGovernor(clock);
    governor.learn(OPUS, bucket('requests', 50, 0, 60_000));
    governor.learn(ELSEWHERE, { 'retry-after': '30' });
    expect(governor.take(OPUS).waitMs).toBeGreaterThan(0);
    governor.forget();
    expect([governor.take(OPUS).waitMs, governor.take(ELSEWHERE).waitMs]).toEqual([0, 30_000]);
  });

  it.each([
    ['an hour', 3_600_000],
    ['a year', 365 * 24 * 3_600_000],
  ])('a clock that is set back by %s keeps nobody waiting for it', async (_name, ms) => {
    const clock = manualClock(NOW);
    const governor = createRateGovernor(clock);
    governor.learn(OPUS, { 'retry-after': '30' });
    let passed = false;
    const place = governor
      .take(OPUS)
      .pass(never)
      .then(() => {
        passed = true;
      });
    clock.jump(-ms);
    await clock.advance(30_000);
    // What is left of the order by the new clock cannot be known: at most what it was.
    expect(governor.take(HAIKU).waitMs).toBeLessThanOrEqual(30_000);
    await clock.advance(30_000);
    await place;
    expect([passed, governor.take(HAIKU).waitMs, governor.hold('h')]).toEqual([true, 0, null]);
  });
});
