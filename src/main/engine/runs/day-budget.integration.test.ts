import { expect, it } from 'vitest';
import { got } from '../../git/testing/world.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import { startWorld, until } from '../testing/world.ts';

const EVENING = new Date(2026, 10, 22, 23, 50).getTime();
const two = { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } };

async function spentDay() {
  const clock = manualClock(EVENING);
  const world = await startWorld({
    repos: two,
    appSettings: { concurrency: 1, dayBudgetUsd: 1 },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 1, reserveUsd: 1 }),
    engine: { clock },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const outcomes = async () => (await world.runsOf(engine, jobId)).map(({ outcome }) => outcome);
  return { clock, world, engine, jobId, outcomes };
}

it('when the budget of the day is used up no other run is even cloned; at midnight everything goes on by itself', async () => {
  const { clock, world, engine, jobId, outcomes } = await spentDay();
  await until(async () => got(await engine.app.state({})).held !== null);
  expect(got(await engine.app.state({})).held).toEqual({ code: 'day_has_no_money', parameters: { budgetUsd: 1 } });
  expect([await outcomes(), world.sessions.starts.length]).toEqual([['changed', null], 1]);
  expect((await world.runsOf(engine, jobId))[1]).toMatchObject({ status: 'queued', baseCommit: null });
  await clock.advance(9 * 60_000);
  expect(world.sessions.starts).toHaveLength(1);
  await clock.advance(2 * 60_000);
  await until(async () => (await outcomes())[1] === 'changed');
});

it('a job that was stopped by the budget of the day says when it goes on, and does', async () => {
  const clock = manualClock(EVENING);
  const world = await startWorld({
    repos: two,
    appSettings: { concurrency: 1, dayBudgetUsd: 1 },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.8, reserveUsd: 0.8, leastUsd: 0.5 }),
    engine: { clock },
  });
  const first = await world.start();
  const jobId = await world.create(first);
  const paused = async () => got(await first.jobs.open({ jobId })).summary.job.paused;
  await until(async () => (await paused()) !== null);
  expect(await paused()).toMatchObject({
    by: 'budget',
    reason: { code: 'budget_used_up', parameters: { limit: 'day_budget', refused: { needsUsd: 0.5 } } },
  });
  expect((await world.runsOf(first, jobId))[1]?.action.code).toBe('stopped_at_day_budget');
  got(await first.jobs.setArchived({ jobId, archived: true }));
  // Also when the app was closed meanwhile.
  await first.stop();
  await clock.advance(8 * 60 * 60_000);
  // But not while it is put away: nobody would see what it spends.
  const second = await world.start();
  const { settings } = got(await second.app.state({}));
  got(await second.settings.update({ settings: { ...settings, dayBudgetUsd: 2 } }));
  expect(got(await second.jobs.open({ jobId })).summary.job.paused).toMatchObject({ by: 'budget' });
  got(await second.jobs.setArchived({ jobId, archived: false }));
  await second.stop();
  const engine = await world.start();
  await until(async () => (await world.runsOf(engine, jobId)).every(({ outcome }) => outcome === 'changed'));
  expect(world.sessions.turns.at(-1)?.continued).toBe(true);
});

it('the demo and its scripted model go on whatever the day has cost', async () => {
  const { world, engine, jobId } = await spentDay();
  await until(async () => got(await engine.app.state({})).held !== null);
  const { settings } = got(await engine.jobs.open({ jobId })).summary.job;
  const repos = world.names.map(world.repo);
  const demo = got(await engine.createDemoJob({ title: '', prompt: 'Do it.', repos, settings }));
  // It has no servers in this test; what counts is that it is not kept waiting.
  expect((await engine.jobEnded(demo.jobId)).map(({ status }) => status)).toEqual(['settled', 'settled']);
});
