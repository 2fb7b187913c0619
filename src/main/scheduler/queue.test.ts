import { describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { SETTLED } from '../store/testing.ts';
import { until } from '../testing/until.ts';
import { DOWN, nameOf, queueWorld } from './testing.ts';

describe('the queue', () => {
  it('starts as many as may work, in order, and the next when a place is free', async () => {
    const w = await queueWorld(4);
    await w.queue.start();
    await until(() => w.started.length === 2);
    expect(w.started).toEqual(['r0#1', 'r1#1']);
    await w.queue.reorder([w.ids[3]!], w.ids[2]!);
    await w.settle(0);
    await until(() => w.started.length === 3);
    expect(w.started[2]).toBe('r3#1');
    expect(w.row(0)).toMatchObject({ status: 'settled', outcome: 'changed' });
  });

  it('tries a transient failure again after its delay, three times, with the last failure readable', async () => {
    const CRASHED: AppError = { code: 'session_crashed', message: 'The session died.' };
    const w = await queueWorld(1, { script: () => ({ kind: 'failed', error: CRASHED }) });
    await w.queue.start();
    for (const [index, delay] of [2000, 4000, 8000].entries()) {
      const due = w.clock.now() + delay;
      await until(() => w.row(0).waitingUntil === due);
      expect(w.row(0)).toMatchObject({
        lastError: CRASHED,
        action: { code: 'trying_again', parameters: { message: 'The session died.' } },
      });
      await until(() => w.clock.timers() > 0 && !w.queue.isActive(w.ids[0]));
      await w.clock.advance(delay);
      await until(() => w.started.length === index + 2);
    }
    await until(() => w.row(0).status === 'settled');
    expect(w.row(0)).toMatchObject({
      outcome: 'failed',
      action: { code: 'failed', parameters: { message: 'The session died.' } },
      lastError: CRASHED,
    });
    expect(w.started).toHaveLength(4);
  });

  it('a try that a person asks for begins at once, and all automatic ones are there again after it', async () => {
    const w = await queueWorld(1, {
      script: () => ({ kind: 'failed', error: { code: 'session_crashed', message: 'The session died.' } }),
    });
    await w.queue.start();
    for (let tried = 1; tried < 8; tried += 1) {
      const due = w.clock.now() + 2000;
      await until(() => w.row(0).waitingUntil === due);
      expect((await w.queue.tryNow(w.ids)).ok).toBe(true);
      await until(() => w.started.length === tried + 1);
    }
    expect(w.row(0).status).not.toBe('settled');
  });

  it('waits out an outage of minutes: no run fails, nothing is paused, all go on', async () => {
    let isDown = true;
    const w = await queueWorld(3, { script: () => (isDown ? { kind: 'failed', error: DOWN } : null) });
    const rows = () => w.ids.map((_id, index) => w.row(index));
    await w.queue.start();
    for (let minutes = 0; minutes < 2; minutes += 0.25) {
      await until(() => rows().every((run) => (run.waitingUntil ?? 0) > w.clock.now() && !w.queue.isActive(run.id)));
      await w.clock.advance(15_000);
    }
    await until(() => rows().every((run) => (run.waitingUntil ?? 0) > w.clock.now() && !w.queue.isActive(run.id)));
    expect(rows().map(({ status, lastError }) => [status, lastError])).toEqual(rows().map(() => ['queued', DOWN]));
    expect(w.records.job(w.job.id)?.paused).toBeNull();
    isDown = false;
    await w.clock.advance(60_000);
    await until(() => rows().filter(({ status }) => status === 'running').length === 2);
  });

  it('settles a final failure with its reason', async () => {
    const error: AppError = { code: 'repo_empty', message: 'It has no commits.' };
    const w = await queueWorld(2, { script: () => ({ kind: 'failed', error }) });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect([w.row(0), w.row(1)].map(({ outcome, action, lastError }) => ({ outcome, action, lastError }))).toEqual([
      {
        outcome: 'failed',
        action: { code: 'failed', parameters: { message: 'It has no commits.' } },
        lastError: error,
      },
      {
        outcome: 'failed',
        action: { code: 'failed', parameters: { message: 'It has no commits.' } },
        lastError: error,
      },
    ]);
  });

  it('pauses for a wrong key, keeps the run, and goes on after resume', async () => {
    let wrong = true;
    const w = await queueWorld(3, {
      concurrency: 1,
      script: () =>
        wrong ? { kind: 'failed', error: { code: 'model_auth', message: 'The key is wrong.' } } : { kind: 'left' },
    });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused).toMatchObject({
      by: 'keys',
      reason: { code: 'failed_for_all', parameters: { failure: { message: 'The key is wrong.' } } },
    });
    expect(w.started).toEqual(['r0#1']);
    expect(w.row(0)).toMatchObject({ status: 'queued', outcome: null });
    wrong = false;
    await w.queue.resume(w.job.id);
    await until(() => w.started.length >= 2);
    expect(w.started[1]).toBe('r0#2');
    await w.queue.pause(w.job.id, 'person', { code: 'paused_by_person', parameters: {} });
  });

  it('at the budget the job pauses, and resume takes up what stopped', async () => {
    const w = await queueWorld(2, { concurrency: 1 });
    await w.queue.start();
    await until(() => w.started.length === 1);
    await w.records.record(
      w.ids[0],
      {
        kind: 'turn_finished',
        turnId: 'turn_1' as never,
        status: 'stopped',
        report: null,
        error: null,
        limit: 'job_budget',
      },
      SETTLED('stopped'),
    );
    w.end(0, { kind: 'budget', limit: 'job_budget' });
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused?.by).toBe('budget');
    expect(w.started).toEqual(['r0#1']);
    await w.queue.resume(w.job.id);
    await until(() => w.started.length === 2);
    expect(w.started[1]).toBe('r0#2');
  });

  it('retries a settled run, and queues a turn for a comment', async () => {
    const w = await queueWorld(2, { concurrency: 1 });
    await w.queue.start();
    await until(() => w.started.length === 1);
    await w.settle(0, 'failed');
    await until(() => w.started.length === 2);
    await w.queue.comment([w.ids[0], w.ids[1]!], 'Also the docs.');
    expect(w.row(0)).toMatchObject({ status: 'queued', attempt: 2 });
    expect(w.row(1).status).toBe('running');
    await w.settle(1);
    await until(() => w.started.length === 3);
    expect(w.started[2]).toBe('r0#2');
    // The comment came while r1 worked and no turn took it up: r1 gets another one.
    await until(() => w.row(1).status === 'queued');
    expect(w.row(1).attempt).toBe(2);
    expect(w.logReads()).toBe(0);
  });

  it('looks for comments in the log of a run whose row an earlier version saved', async () => {
    const w = await queueWorld(1);
    await w.queue.start();
    await until(() => w.started.length === 1);
    w.records.showUnsaved(w.ids[0], { pendingComments: null });
    await w.queue.comment([w.ids[0]], 'Also the docs.');
    await w.settle(0);
    await until(() => w.started.length === 2);
    expect(w.logReads()).toBe(1);
  });

  it('takes up after a start what an earlier one left, and leaves it when the app quits', async () => {
    const w = await queueWorld(2);
    await w.queue.start();
    await until(() => w.started.length === 2);
    await w.queue.stop();
    expect(w.aborted).toEqual(['r0 quit', 'r1 quit']);
    expect(w.row(0).status).toBe('running');
    const next = w.makeQueue();
    await next.start();
    await until(() => w.started.length === 4);
    expect(w.started.slice(2)).toEqual(['r0#2', 'r1#2']);
    const events = await w.records.events(w.ids[0], 0);
    expect(events.ok && events.value.map(({ body }) => body.kind)).toEqual([
      'attempt_started',
      'interrupted',
      'queued',
      'attempt_started',
    ]);
    await next.stop();
  });

  it('starts nothing while it is held back', async () => {
    const w = await queueWorld(1);
    w.hold('20 results await review');
    await w.queue.start();
    expect(w.started).toEqual([]);
    w.hold(null);
    w.queue.schedule();
    await until(() => w.started.length === 1);
  });

  it('turns a defect into a failed run, and the others go on', async () => {
    const w = await queueWorld(2, {
      script: (run) => {
        if (nameOf(run) === 'r0') throw new Error('a bug');
        return null;
      },
    });
    await w.queue.start();
    await until(() => w.row(0).status === 'settled');
    expect(w.row(0)).toMatchObject({ outcome: 'failed', lastError: { code: 'unexpected', message: 'Error: a bug' } });
    expect(w.row(1).status).toBe('running');
  });
});
