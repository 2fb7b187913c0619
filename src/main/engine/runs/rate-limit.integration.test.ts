import { expect, it } from 'vitest';
import { got } from '../../git/testing/world.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import type { StartSession } from '../../session/contract.ts';
import { startWorld, until } from '../testing/world.ts';

it('an order to wait reaches every run: it says why and until when, then goes on', async () => {
  const clock = manualClock();
  const startSession: StartSession = (start, handlers) => {
    // What an earlier answer said.
    if (world.sessions.starts.length === 0) handlers.onRateLimits({ 'retry-after': '60' }, start.model);
    return world.sessions.startSession(start, handlers);
  };
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } },
    appSettings: { concurrency: 1, anthropicUrl: 'https://claude.example.com' },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: { clock, startSession },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const first = async () => (await world.runsOf(engine, jobId))[0]!;
  await until(async () => (await first()).waitingUntil !== null);
  expect(await first()).toMatchObject({
    status: 'running',
    action: { code: 'rate_limit_used_up' },
    waitingUntil: clock.now() + 60_000,
  });
  expect(await world.kindsOf(engine, (await first()).id)).toContain('waiting');
  got(await engine.runs.cancel({ runIds: [(await first()).id] }));
  // Nothing new starts either: it could only wait.
  await until(async () => got(await engine.app.state({})).held !== null);
  expect(got(await engine.app.state({})).held).toMatchObject({ code: 'api_asks_to_wait' });
  const ended = engine.jobEnded(jobId);
  await until(async () => {
    await clock.advance(5000);
    return (await world.runsOf(engine, jobId)).every(({ status }) => status === 'settled');
  });
  expect((await ended).map(({ outcome, action }) => [outcome, action.code])).toEqual([
    ['cancelled', 'cancelled'],
    ['changed', 'changed'],
  ]);
  expect(got(await engine.app.state({})).held).toBeNull();
});
