import { expect, it } from 'vitest';
import { failed, ok } from '../../shared/errors.ts';
import { manualClock } from '../clock-manual.ts';
import { got } from '../git/testing/world.ts';
import { startWorld, until } from './testing/world.ts';

const GOOD = ok({ inScope: true, complete: true, safe: true, reasons: [] });
const busy = failed({ code: 'model_overloaded' as const, message: 'Busy.' });

it('a judge that is asked to wait waits with everybody, has leave for each request, and is asked again', async () => {
  const clock = manualClock();
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { judge: true },
    appSettings: { anthropicUrl: 'https://claude.example.com' },
    judge: (nth, { onRateLimits }) => {
      if (nth === 1) onRateLimits({ 'retry-after': '60' });
      return nth === 1 ? busy : GOOD;
    },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: { clock },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const row = async () => (await world.runsOf(engine, jobId))[0]!;
  await until(async () => (await row()).action === 'waiting to ask the judge again');
  expect((await row()).lastError).toMatchObject({ message: 'Busy.' });
  const ended = engine.jobEnded(jobId);
  await until(async () => {
    await clock.advance(1000);
    return (await row()).status === 'settled';
  });
  const [run] = await ended;
  expect(run).toMatchObject({ outcome: 'changed', lastError: null, costUsd: 0.001 });
  const { events } = got(await engine.runs.events({ runId: run!.id, after: 0 }));
  const kinds = events.map(({ body }) => body.kind);
  // What the header said holds for the next request, whoever asks it.
  expect(kinds.slice(kinds.indexOf('judge_failed'))).toEqual(['judge_failed', 'waiting', 'judged', 'settled']);
});

it('a judge that stays away is given up, and the change goes to its reviewer', async () => {
  const clock = manualClock();
  let asked = 0;
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { judge: true },
    judge: () => {
      asked += 1;
      return busy;
    },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: { clock },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const ended = engine.jobEnded(jobId);
  await until(async () => {
    await clock.advance(5000);
    return (await world.runsOf(engine, jobId))[0]?.status === 'settled';
  });
  expect(await ended).toMatchObject([{ outcome: 'changed', lastError: null }]);
  expect(asked).toBe(11);
});
