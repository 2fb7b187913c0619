import { mkdir, rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Run } from '../../shared/run.ts';
import { type ManualClock, manualClock } from '../clock-manual.ts';
import { exampleJob, SETTLED, STARTED, temporaryRecords } from '../store/testing.ts';
import type { Ending } from './ending.ts';
import { createQueue, type Queue } from './queue.ts';

const CANCELLED: RunEventBody = { kind: 'settled', outcome: 'cancelled', reason: 'Cancelled.', error: null };
const DOWN: AppError = { code: 'git_unreachable', message: 'The host is down.', host: 'h' };
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0)) await clean();
});

/** A queue whose executions are scripted: `script` says how each ends; without it they run until told to end. */
async function world(count: number, options: { concurrency?: number; script?: (run: Run) => Ending | null } = {}) {
  const clock: ManualClock = manualClock();
  const { records, paths, remove } = await temporaryRecords(clock);
  const { job, runs } = exampleJob(clock, count);
  await records.addJob(job, runs);
  const started: string[] = [];
  const aborted: string[] = [];
  const finish = new Map<RunId, (ending: Ending) => void>();
  let held: string | null = null;
  const makeQueue = (): Queue =>
    createQueue({
      records,
      clock,
      random: () => 0,
      concurrency: () => options.concurrency ?? 2,
      holdBack: () => held,
      onDefect: (error) => ({ code: 'unexpected', message: String(error) }),
      onHeldBack: () => undefined,
      onPaused: () => undefined,
      execute: async (_job, run, signal) => {
        const ending = new Promise<Ending>((resolve) => {
          finish.set(run.id, resolve);
          signal.addEventListener('abort', async () => {
            aborted.push(`${nameOf(run)} ${signal.reason}`);
            if (signal.reason === 'cancel') await records.record(run.id, CANCELLED);
            resolve(signal.reason === 'cancel' ? { kind: 'settled' } : { kind: 'left' });
          });
        });
        await records.record(run.id, { ...STARTED, attempt: run.attempt } as RunEventBody);
        started.push(`${nameOf(run)}#${run.attempt}`);
        return options.script?.(run) ?? ending;
      },
    });
  const queue = makeQueue();
  cleanUps.push(async () => {
    await queue.stop();
    await remove();
  });
  const ids = runs.map((run) => run.id) as [RunId, ...RunId[]];
  const row = (index: number) => records.run(ids[index]!)!;
  const settle = async (index: number, outcome: 'changed' | 'failed' = 'changed') => {
    await records.record(ids[index]!, SETTLED(outcome));
    finish.get(ids[index]!)?.({ kind: 'settled' });
  };
  const end = (index: number, ending: Ending) => finish.get(ids[index]!)?.(ending);
  /** Waits for saved events, by looking again whenever the disk had a turn. */
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const hold = (reason: string | null) => {
    held = reason;
  };
  return { clock, records, paths, job, ids, queue, makeQueue, started, aborted, row, settle, end, until, hold };
}
const nameOf = (run: Run) => (run.repo.kind === 'local' ? run.repo.name : '');

describe('the queue', () => {
  it('starts as many as may work, in order, and the next when a place is free', async () => {
    const w = await world(4);
    await w.queue.start();
    await w.until(() => w.started.length === 2);
    expect(w.started).toEqual(['r0#1', 'r1#1']);
    await w.queue.reorder(w.ids[3]!, w.ids[2]!);
    await w.settle(0);
    await w.until(() => w.started.length === 3);
    expect(w.started[2]).toBe('r3#1');
    expect(w.row(0)).toMatchObject({ status: 'settled', outcome: 'changed' });
  });

  it('tries a transient failure again after its delay, three times, with the last failure readable', async () => {
    const CRASHED: AppError = { code: 'session_crashed', message: 'The session died.' };
    const w = await world(1, { script: () => ({ kind: 'failed', error: CRASHED }) });
    await w.queue.start();
    for (const [index, delay] of [2000, 4000, 8000].entries()) {
      const due = w.clock.now() + delay;
      await w.until(() => w.row(0).waitingUntil === due);
      expect(w.row(0)).toMatchObject({ lastError: CRASHED, action: 'trying again after: The session died.' });
      await w.until(() => w.clock.timers() > 0 && !w.queue.isActive(w.ids[0]));
      await w.clock.advance(delay);
      await w.until(() => w.started.length === index + 2);
    }
    await w.until(() => w.row(0).status === 'settled');
    expect(w.row(0)).toMatchObject({ outcome: 'failed', action: 'The session died.', lastError: CRASHED });
    expect(w.started).toHaveLength(4);
  });

  it('waits out an outage of minutes: no run fails, nothing is paused, all go on', async () => {
    let isDown = true;
    const w = await world(3, { script: () => (isDown ? { kind: 'failed', error: DOWN } : null) });
    const rows = () => w.ids.map((_id, index) => w.row(index));
    await w.queue.start();
    for (let minutes = 0; minutes < 2; minutes += 0.25) {
      await w.until(() => rows().every((run) => (run.waitingUntil ?? 0) > w.clock.now() && !w.queue.isActive(run.id)));
      await w.clock.advance(15_000);
    }
    await w.until(() => rows().every((run) => (run.waitingUntil ?? 0) > w.clock.now() && !w.queue.isActive(run.id)));
    expect(rows().map(({ status, lastError }) => [status, lastError])).toEqual(rows().map(() => ['queued', DOWN]));
    expect(w.records.job(w.job.id)?.paused).toBeNull();
    isDown = false;
    await w.clock.advance(60_000);
    await w.until(() => rows().filter(({ status }) => status === 'running').length === 2);
  });

  it.each([
    ['back', -3_600_000],
    ['ahead', 3_600_000],
  ])('a clock that is set an hour %s keeps nobody waiting', async (_name, ms) => {
    const w = await world(1, { script: (run) => (run.attempt === 1 ? { kind: 'failed', error: DOWN } : null) });
    await w.queue.start();
    await w.until(() => w.row(0).waitingUntil !== null && !w.queue.isActive(w.ids[0]) && w.clock.timers() > 0);
    w.clock.jump(ms);
    if (ms < 0) w.queue.look();
    await w.clock.advance(2000);
    await w.until(() => w.started.length === 2);
    expect(w.started).toEqual(['r0#1', 'r0#2']);
  });

  it('settles a final failure with its reason', async () => {
    const error: AppError = { code: 'repo_empty', message: 'It has no commits.' };
    const w = await world(2, { script: () => ({ kind: 'failed', error }) });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect([w.row(0), w.row(1)].map(({ outcome, action, lastError }) => ({ outcome, action, lastError }))).toEqual([
      { outcome: 'failed', action: 'It has no commits.', lastError: error },
      { outcome: 'failed', action: 'It has no commits.', lastError: error },
    ]);
  });

  it('pauses for a wrong key, keeps the run, and goes on after resume', async () => {
    let wrong = true;
    const w = await world(3, {
      concurrency: 1,
      script: () =>
        wrong ? { kind: 'failed', error: { code: 'model_auth', message: 'The key is wrong.' } } : { kind: 'left' },
    });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused).toMatchObject({ by: 'keys', reason: 'The key is wrong.' });
    expect(w.started).toEqual(['r0#1']);
    expect(w.row(0)).toMatchObject({ status: 'queued', outcome: null });
    wrong = false;
    await w.queue.resume(w.job.id);
    await w.until(() => w.started.length >= 2);
    expect(w.started[1]).toBe('r0#2');
    await w.queue.pause(w.job.id, 'person', 'enough');
  });

  it('at the budget the job pauses, and resume takes up what stopped', async () => {
    const w = await world(2, { concurrency: 1 });
    await w.queue.start();
    await w.until(() => w.started.length === 1);
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
    await w.until(() => w.started.length === 2);
    expect(w.started[1]).toBe('r0#2');
  });

  it('cancels a waiting run at once and tells a working one to end', async () => {
    const w = await world(3, { concurrency: 1 });
    await w.queue.start();
    await w.until(() => w.started.length === 1);
    await w.queue.cancel([w.ids[0], w.ids[2]!]);
    await w.until(() => w.row(0).status === 'settled' && w.started.length === 2);
    expect([w.row(0).outcome, w.row(2).outcome]).toEqual(['cancelled', 'cancelled']);
    expect(w.aborted).toEqual(['r0 cancel']);
    expect(w.started).toEqual(['r0#1', 'r1#1']);
  });

  it('retries a settled run, and queues a turn for a comment', async () => {
    const w = await world(2, { concurrency: 1 });
    await w.queue.start();
    await w.until(() => w.started.length === 1);
    await w.settle(0, 'failed');
    await w.until(() => w.started.length === 2);
    await w.queue.comment([w.ids[0], w.ids[1]!], 'Also the docs.');
    expect(w.row(0)).toMatchObject({ status: 'queued', attempt: 2 });
    expect(w.row(1).status).toBe('running');
    await w.settle(1);
    await w.until(() => w.started.length === 3);
    expect(w.started[2]).toBe('r0#2');
    // The comment came while r1 worked and no turn took it up: r1 gets another one.
    await w.until(() => w.row(1).status === 'queued');
    expect(w.row(1).attempt).toBe(2);
  });

  it('takes up after a start what an earlier one left, and leaves it when the app quits', async () => {
    const w = await world(2);
    await w.queue.start();
    await w.until(() => w.started.length === 2);
    await w.queue.stop();
    expect(w.aborted).toEqual(['r0 quit', 'r1 quit']);
    expect(w.row(0).status).toBe('running');
    const next = w.makeQueue();
    await next.start();
    await w.until(() => w.started.length === 4);
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
    const w = await world(1);
    w.hold('20 results await review');
    await w.queue.start();
    expect(w.started).toEqual([]);
    w.hold(null);
    w.queue.look();
    await w.until(() => w.started.length === 1);
  });

  it('turns a defect into a failed run, and the others go on', async () => {
    const w = await world(2, {
      script: (run) => {
        if (nameOf(run) === 'r0') throw new Error('a bug');
        return null;
      },
    });
    await w.queue.start();
    await w.until(() => w.row(0).status === 'settled');
    expect(w.row(0)).toMatchObject({ outcome: 'failed', lastError: { code: 'unexpected', message: 'Error: a bug' } });
    expect(w.row(1).status).toBe('running');
  });

  it('shows what could not be saved, pauses, and goes on from what is on disk', async () => {
    const error: AppError = { code: 'store_full', message: 'The disk is full.' };
    let broken = true;
    const w = await world(1, { script: () => (broken ? { kind: 'failed', error } : null) });
    // A folder where the log should be: nothing can be saved.
    await mkdir(w.paths.events(w.ids[0]), { recursive: true });
    await w.queue.start();
    await w.queue.ended(w.job.id);
    expect(w.records.job(w.job.id)?.paused).toMatchObject({ by: 'breaker' });
    expect(w.row(0)).toMatchObject({
      status: 'interrupted',
      action: 'The disk is full.',
      lastError: error,
      lastSeq: 0,
    });
    broken = false;
    await rm(w.paths.events(w.ids[0]), { recursive: true });
    await w.queue.resume(w.job.id);
    await w.until(() => w.started.length === 2);
    expect(w.row(0).status).toBe('running');
  });
});
