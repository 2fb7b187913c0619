import { describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { timeOfDay } from '../../shared/time-of-day.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import { until } from '../testing/until.ts';
import { queueWorld } from './testing.ts';

/** A step that was paid for. */
const STEP = {
  kind: 'step_completed' as const,
  ...{ turnId: 'turn_1' as never, step: 1, messageId: 'm', requestId: null, model: 'm', stopReason: 'end_turn' },
  ...{ content: [], usage: NO_USAGE, costUsd: 0.5, firstByteMs: 1, ms: 1, retries: 0, binding: '', discarded: false },
};

describe('a job whose runs keep ending badly', () => {
  it('pauses when three in a row brought nothing for their money; Resume tries the others', async () => {
    const w = await queueWorld(6, { concurrency: 1 });
    await w.queue.start();
    for (const index of [0, 1, 2]) {
      await until(() => w.started.length === index + 1);
      await w.settle(index, 'failed', STEP);
    }
    await until(() => w.records.job(w.job.id)?.paused !== null);
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused).toMatchObject({ by: 'breaker', offer: 'prompt' });
    expect(w.started).toEqual(['r0#1', 'r1#1', 'r2#1']);
    await w.queue.resume(w.job.id);
    await until(() => w.started.length === 4);
    expect(w.started[3]).toBe('r3#1');
    // What was before the person's word counts no more.
    await w.settle(3, 'failed', STEP);
    await until(() => w.started.length === 5);
    expect(w.records.job(w.job.id)?.paused).toBeNull();
  });

  it('does not pause when nothing is left to start', async () => {
    const w = await queueWorld(3, { concurrency: 1 });
    await w.queue.start();
    for (const index of [0, 1, 2]) {
      await until(() => w.started.length === index + 1);
      await w.settle(index, 'failed', STEP);
    }
    await until(() => w.queue.working() === 0);
    expect(w.records.job(w.job.id)?.paused).toBeNull();
  });

  it('what no retry helps stays settled when the job pauses for it', async () => {
    const error: AppError = { code: 'git_failed', message: 'Git does not work.' };
    const w = await queueWorld(5, { concurrency: 1, script: () => ({ kind: 'failed', error }) });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused).toMatchObject({
      by: 'breaker',
      reason: { code: 'same_failure', parameters: { times: 3, failure: { message: 'Git does not work.' } } },
    });
    expect([0, 1, 2, 3].map((index) => w.row(index).outcome)).toEqual(['failed', 'failed', 'failed', null]);
  });
});

describe('a rate limit whose end is known', () => {
  const limited = (w: { clock: { now(): number } }): AppError => ({
    ...{ code: 'github_rate_limited', message: 'github.com asks to wait.', host: 'github.com' },
    retryAt: w.clock.now() + 20 * 60_000,
  });

  it.each([true, false])('pauses no job, and is waited for (by everybody of the host: %s)', async (isRemote) => {
    let error: AppError | null = null;
    const w = await queueWorld(8, {
      concurrency: 4,
      remote: isRemote,
      script: () => (error ? { kind: 'failed', error } : null),
    });
    error = limited(w);
    const retryAt = error.retryAt ?? 0;
    await w.queue.start();
    const waiting = () => w.ids.filter((_id, index) => w.row(index).waitingUntil === retryAt).length;
    await until(() => w.queue.working() === 0 && w.started.length === (isRemote ? waiting() : 8) && waiting() > 3);
    expect(w.records.job(w.job.id)?.paused).toBeNull();
    if (isRemote) {
      // Those that have not been cloned would only hear the same.
      expect(w.started.length).toBeLessThan(8);
      expect(w.told.at(-1)).toBe(
        `github.com asks everybody to wait until ${timeOfDay(retryAt)}: its rate limit is used up.`,
      );
    }
    error = null;
    await w.clock.advance(20 * 60_000);
    await until(() => w.queue.working() === 4);
    expect(w.told.at(-1)).toBeNull();
  });
});

it('a job that is held back by itself lets the others pass, and says why when none is left', async () => {
  const w = await queueWorld(2);
  w.holdJob('The budget of the day is used up.');
  await w.queue.start();
  expect([w.started, w.told]).toEqual([[], ['The budget of the day is used up.']]);
  // Nobody waits for it all night.
  await w.queue.ended(w.job.id);
  w.holdJob(null);
  await w.clock.advance(5000);
  await until(() => w.started.length === 2);
  expect(w.told.at(-1)).toBeNull();
});
