import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { got } from '../../git/testing/world.ts';
import { systemClock } from '../../lib/clock.ts';
import { startWorld, until } from '../testing/world.ts';
import { followPower } from './power.ts';

const REPOS = { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' }, three: { 'readme.md': 'old\n' } };

it('before a sleep nothing new begins; after it sessions look around, runs start, and the window says what was', async () => {
  let ahead = 0;
  const world = await startWorld({
    repos: REPOS,
    appSettings: { concurrency: 1 },
    script: () => (world.sessions.turns.length === 1 ? { end: 'hang' } : { edit: { 'readme.md': 'new\n' } }),
    engine: { clock: { now: () => Date.now() + ahead, after: systemClock.after } },
  });
  const engine = await world.start();
  const computer = new EventEmitter();
  followPower(computer, engine.power);
  const jobId = await world.create(engine);
  const state = async () => got(await engine.app.state({}));
  await until(() => world.sessions.turns.length === 1);

  computer.emit('suspend');
  const [first] = await world.runsOf(engine, jobId);
  got(await engine.runs.cancel({ runIds: [first!.id] }));
  expect((await state()).held).toEqual({ code: 'computer_sleeps', parameters: {} });
  expect(world.sessions.turns).toHaveLength(1);

  ahead = 8 * 3_600_000;
  computer.emit('resume');
  const runs = await engine.jobEnded(jobId);
  expect(runs.map(({ outcome }) => outcome)).toEqual(['cancelled', 'changed', 'changed']);
  expect((await state()).held).toBeNull();
  const notice = (await state()).notices.find(({ id }) => id === 'sleep');
  expect(notice?.text).toMatch(
    /^The computer slept from \d\d:\d\d to \d\d:\d\d while 1 run was under way\. They go on by themselves/,
  );
});

it('a session that sleeps through tells it, and asks for nothing before it is over', async () => {
  const world = await startWorld({
    repos: { one: REPOS.one },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const engine = await world.start();
  const computer = new EventEmitter();
  followPower(computer, engine.power);
  computer.emit('suspend');
  computer.emit('suspend');
  const jobId = await world.create(engine);
  expect(got(await engine.jobs.open({ jobId })).summary.counts.queued).toBe(1);
  computer.emit('resume');
  // A nap right after the start: the run is under way, its first question waits.
  computer.emit('suspend');
  await until(() => world.sessions.turns.length === 1);
  const [before] = await world.runsOf(engine, jobId);
  expect(before).toMatchObject({ status: 'running', steps: 0 });
  computer.emit('resume');
  expect((await engine.jobEnded(jobId))[0]).toMatchObject({ outcome: 'changed', steps: 1 });
  expect(world.sessions.wakes).toEqual([before!.id]);
  expect(got(await engine.app.state({})).notices).toEqual([]);
});

it('a machine that slows its processor down gets one run at a time', async () => {
  // Two do not wait for each other's first answer.
  const world = await startWorld({ repos: { one: REPOS.one, two: REPOS.two }, script: () => ({ end: 'hang' }) });
  const engine = await world.start();
  const computer = new EventEmitter();
  followPower(computer, engine.power);
  computer.emit('speed-limit-change', { limit: 40 });
  await world.create(engine);
  const held = async () => got(await engine.app.state({})).held;
  await until(async () => (await held()) !== null && world.sessions.turns.length === 1);
  expect(await held()).toEqual({ code: 'processor_slowed_down', parameters: { percent: 40 } });
  computer.emit('speed-limit-change', { limit: 100 });
  await until(() => world.sessions.turns.length === 2);
});

it('a computer that said it would sleep and did not is taken for awake after a while', async () => {
  const waits: { ms: number; work: () => void }[] = [];
  const world = await startWorld({
    repos: { one: REPOS.one },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: {
      clock: {
        now: () => Date.now(),
        after: (ms, work) => {
          waits.push({ ms, work });
          return systemClock.after(ms, work);
        },
      },
    },
  });
  const engine = await world.start();
  engine.power.suspend();
  const doze = waits.findLast(({ ms }) => ms === 60_000);
  const jobId = await world.create(engine);
  expect(got(await engine.app.state({})).held).not.toBeNull();
  doze?.work();
  expect((await engine.jobEnded(jobId))[0]?.outcome).toBe('changed');
});
