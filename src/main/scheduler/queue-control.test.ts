import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { until } from '../testing/until.ts';
import { CANCELLED, DOWN, queueWorld } from './testing.ts';

describe('a person, a full disk and a wrong clock', () => {
  it('answers a cancel when the end of the session is on disk, and says so meanwhile', async () => {
    const w = await queueWorld(1);
    await w.queue.start();
    await until(() => w.started.length === 1);
    const result = Promise.withResolvers<void>();
    w.cancelWith(result.promise);
    let answered = false;
    const cancelled = w.queue.cancel([w.ids[0]]).then((answer) => {
      answered = true;
      return answer;
    });
    await until(() => w.row(0).action.code === 'cancelling');
    // A comment that nobody has taken up is no reason to begin again.
    await w.queue.comment([w.ids[0]], 'And the docs.');
    expect([answered, w.row(0).status]).toEqual([false, 'running']);
    result.resolve();
    expect(await cancelled).toEqual({ ok: true, value: null });
    expect([w.row(0).outcome, w.row(0).status]).toEqual(['cancelled', 'settled']);
    const events = await w.records.events(w.ids[0], 0);
    expect(events.ok && events.value.at(-1)?.body).toEqual(CANCELLED);
  });

  it('a cancel that cannot be saved is no success', async () => {
    const w = await queueWorld(1);
    await w.queue.start();
    await until(() => w.started.length === 1);
    w.fill(true);
    expect(await w.queue.cancel([w.ids[0]])).toMatchObject({ ok: false, error: { code: 'store_full' } });
    expect(w.row(0)).toMatchObject({
      status: 'interrupted',
      action: { code: 'failed', parameters: { message: 'The disk is full.' } },
    });
    w.fill(false);
    expect(await w.queue.cancel([w.ids[0]])).toEqual({ ok: true, value: null });
    expect(w.row(0)).toMatchObject({ status: 'settled', outcome: 'cancelled' });
  });

  it('a paused job lets a working run step aside, and takes it up in its thread when it goes on', async () => {
    const w = await queueWorld(2, { concurrency: 1 });
    await w.queue.start();
    await until(() => w.started.length === 1);
    await w.queue.pause(w.job.id, 'person', { code: 'paused_by_person', parameters: {} });
    expect(w.row(0).status).toBe('running');
    w.queue.stepAside(w.ids[0]);
    await until(() => w.row(0).status === 'queued');
    expect([w.aborted, w.row(0).attempt, w.queue.working()]).toEqual([['r0 pause'], 2, 0]);
    await w.queue.ended(w.job.id);
    await w.queue.resume(w.job.id);
    await until(() => w.started.length === 2);
    expect(w.started).toEqual(['r0#1', 'r0#2']);
  });

  it('a cancel holds for a run that was about to step aside, although its job goes on again meanwhile', async () => {
    const w = await queueWorld(1);
    await w.queue.start();
    await until(() => w.started.length === 1);
    w.queue.stepAside(w.ids[0]);
    expect(await w.queue.cancel([w.ids[0]])).toEqual({ ok: true, value: null });
    expect([w.row(0).status, w.row(0).outcome, w.queue.working()]).toEqual(['settled', 'cancelled', 0]);
  });

  it.each([
    ['a day', 24 * 3_600_000],
    ['a month', 30 * 24 * 3_600_000],
  ])(
    'after a restart with the clock set back by %s, a saved wait lasts as long as it was meant to',
    async (_name, ms) => {
      const w = await queueWorld(1, { script: (run) => (run.attempt === 1 ? { kind: 'failed', error: DOWN } : null) });
      await w.queue.start();
      await until(() => w.row(0).waitingUntil !== null && !w.queue.isActive(w.ids[0]));
      await w.queue.stop();
      w.clock.jump(-ms);
      const next = w.makeQueue();
      await next.start();
      expect(w.row(0).waitingUntil).toBe(w.clock.now() + 2000);
      expect(w.row(0).action).toEqual({ code: 'trying_again', parameters: { message: 'The host is down.' } });
      await w.clock.advance(2000);
      await until(() => w.started.length === 2);
      await next.stop();
    },
  );

  it.each([
    ['back', -3_600_000],
    ['ahead', 3_600_000],
  ])('a clock that is set an hour %s keeps nobody waiting', async (_name, ms) => {
    const w = await queueWorld(1, { script: (run) => (run.attempt === 1 ? { kind: 'failed', error: DOWN } : null) });
    await w.queue.start();
    await until(() => w.row(0).waitingUntil !== null && !w.queue.isActive(w.ids[0]) && w.clock.timers() > 0);
    w.clock.jump(ms);
    if (ms < 0) w.queue.schedule();
    await w.clock.advance(2000);
    await until(() => w.started.length === 2);
    expect(w.started).toEqual(['r0#1', 'r0#2']);
  });

  it('cancels a waiting run at once and tells a working one to end', async () => {
    const w = await queueWorld(3, { concurrency: 1 });
    await w.queue.start();
    await until(() => w.started.length === 1);
    await w.queue.cancel([w.ids[0], w.ids[2]!]);
    await until(() => w.row(0).status === 'settled' && w.started.length === 2);
    expect([w.row(0).outcome, w.row(2).outcome]).toEqual(['cancelled', 'cancelled']);
    expect(w.aborted).toEqual(['r0 cancel']);
    expect(w.started).toEqual(['r0#1', 'r1#1']);
  });

  it.each(['retry', 'comment', 'goOn', 'resume'] as const)(
    '%s takes a job that was put away out again',
    async (way) => {
      const w = await queueWorld(1);
      await w.queue.start();
      await until(() => w.started.length === 1);
      await w.settle(0, 'stopped');
      await w.queue.ended(w.job.id);
      await w.records.changeJob(w.job.id, (job) => ({ ...job, archived: true }));
      const isArchived = () => w.records.job(w.job.id)?.archived;
      // Nothing of it goes to work.
      await w.queue.cancel(w.ids);
      expect(isArchived()).toBe(true);
      const sent = {
        retry: () => w.queue.retry(w.ids),
        comment: () => w.queue.comment(w.ids, 'And the docs.'),
        goOn: () => w.queue.goOn(w.ids),
        resume: () => w.queue.resume(w.job.id),
      }[way];
      expect(await sent()).toEqual({ ok: true, value: null });
      expect(isArchived()).toBe(false);
    },
  );

  it('shows what could not be saved, pauses, and goes on from what is on disk', async () => {
    const error: AppError = { code: 'store_full', message: 'The disk is full.' };
    let broken = true;
    const w = await queueWorld(1, { script: () => (broken ? { kind: 'failed', error } : null) });
    // A folder where the log should be: nothing can be saved.
    await mkdir(w.paths.events(w.ids[0]), { recursive: true });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused).toMatchObject({ by: 'breaker' });
    expect(w.row(0)).toMatchObject({
      status: 'interrupted',
      action: { code: 'failed', parameters: { message: 'The disk is full.' } },
      lastError: error,
      lastSeq: 0,
    });
    broken = false;
    await rm(w.paths.events(w.ids[0]), { recursive: true });
    await w.queue.resume(w.job.id);
    await until(() => w.started.length === 2);
    expect(w.row(0).status).toBe('running');
  });
});
