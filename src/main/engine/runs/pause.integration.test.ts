import { expect, it } from 'vitest';
import { ok, type Result } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/ids.ts';
import { got } from '../../git/testing/world.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import type { StartSession } from '../../session/contract.ts';
import type { Engine } from '../contract.ts';
import { startWorld, until } from '../testing/world.ts';

it('a pause lets a session finish its step: it asks for nothing more, its place is free, and its turn goes on later', async () => {
  let paused: Promise<Result<unknown>> | null = null;
  let jobId: JobId | null = null;
  let engine: Engine | null = null;
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: ({ continued }) => {
      // The person pauses while the session is about to ask.
      if (engine && jobId) paused ??= engine.jobs.pause({ jobId });
      return { edit: { 'readme.md': continued ? 'continued\n' : 'anew\n' }, costUsd: 0.1 };
    },
  });
  engine = await world.start();
  jobId = await world.create(engine);
  await until(() => paused !== null);
  const [stopped] = await engine.jobEnded(jobId);
  expect(stopped).toMatchObject({
    status: 'queued',
    steps: 0,
    costUsd: 0,
    attempt: 2,
    action: { code: 'waiting_to_go_on', parameters: {} },
  });
  expect(await world.kindsOf(engine, stopped!.id)).not.toContain('turn_finished');

  got(await engine.jobs.resume({ jobId }));
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', steps: 1, costUsd: 0.1 });
  expect(world.sessions.turns.map(({ continued }) => continued)).toEqual([false, true]);
  expect(got(await engine.runs.patch({ runId: run!.id, path: null })).patch).toContain('+continued');
});

it('a pause reaches those who wait for the rate limit: they step aside at once and ask for nothing', async () => {
  const clock = manualClock();
  const startSession: StartSession = (start, handlers) => {
    if (world.sessions.starts.length === 0) handlers.onRateLimits({ 'retry-after': '60' }, start.model);
    return world.sessions.startSession(start, handlers);
  };
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } },
    appSettings: { anthropicUrl: 'https://claude.example.com' },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.3 }),
    engine: { clock, startSession },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  await until(async () => (await world.runsOf(engine, jobId)).some(({ waitingUntil }) => waitingUntil !== null));
  got(await engine.jobs.pause({ jobId }));
  const runs = await engine.jobEnded(jobId);
  expect(runs.map(({ status, steps, costUsd }) => [status, steps, costUsd])).toEqual([
    ['queued', 0, 0],
    ['queued', 0, 0],
  ]);
  await clock.advance(60_000);
  got(await engine.jobs.resume({ jobId }));
  expect((await engine.jobEnded(jobId)).map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
});

it('who waits for money says so; a pause and a cancel reach it there', async () => {
  const gate = Promise.withResolvers<void>();
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } },
    settings: { budgetUsd: 1 },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.1, reserveUsd: 0.7 }),
  });
  const startSession: StartSession = (start, handlers) =>
    world.sessions.startSession(start, {
      ...handlers,
      onPermit: async (request) => {
        const answer = await handlers.onPermit(request);
        if (answer.permit.granted) await gate.promise;
        return answer;
      },
    });
  const engine = await world.start(undefined, { startSession });
  const jobId = await world.create(engine);
  const waiting = async () =>
    (await world.runsOf(engine, jobId)).find(({ action }) => action.code === 'waiting_for_money');
  await until(async () => (await waiting()) !== undefined);
  const first = (await waiting())!;
  got(await engine.jobs.pause({ jobId }));
  const row = async () => (await world.runsOf(engine, jobId)).find(({ id }) => id === first.id);
  await until(async () => (await row())?.status === 'queued');
  got(await engine.jobs.resume({ jobId }));
  await until(async () => (await row())?.action.code === 'waiting_for_money');
  got(await engine.runs.cancel({ runIds: [first.id] }));
  expect(await row()).toMatchObject({ status: 'settled', outcome: 'cancelled', costUsd: 0, lastError: null });
  gate.resolve();
  const runs = await engine.jobEnded(jobId);
  expect(runs.map(({ outcome }) => outcome).sort()).toEqual(['cancelled', 'changed']);
});

it('what settles after a person has paused the job opens no pull request by itself before the job goes on', async () => {
  let engine: Engine | null = null;
  let jobId: JobId | null = null;
  let paused: Promise<Result<unknown>> | null = null;
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { openPullRequests: true, judge: true },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    judge: () => {
      // Nothing asks for a permit any more: the run ends, and nobody had to step aside.
      if (engine && jobId) paused ??= engine.jobs.pause({ jobId });
      return ok({ inScope: true, complete: true, safe: true, reasons: [] });
    },
  });
  engine = await world.start();
  jobId = await world.create(engine);
  await until(() => paused !== null);
  const [run] = await engine.jobEnded(jobId);
  expect([run?.outcome, world.hub.pulls.length]).toEqual(['changed', 0]);
  got(await engine.jobs.resume({ jobId }));
  expect((await engine.jobEnded(jobId)).map(({ publication }) => publication.pullRequest?.number)).toEqual([1]);
});
