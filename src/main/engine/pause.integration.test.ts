import { expect, it } from 'vitest';
import type { Result } from '../../shared/errors.ts';
import type { JobId } from '../../shared/ids.ts';
import type { Engine } from '../engine.ts';
import { got } from '../git/testing/world.ts';
import { startWorld, until } from './testing/world.ts';

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
  expect(stopped).toMatchObject({ status: 'queued', steps: 0, costUsd: 0, attempt: 2, action: 'waiting to go on' });
  expect(await world.kindsOf(engine, stopped!.id)).not.toContain('turn_finished');

  got(await engine.jobs.resume({ jobId }));
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', steps: 1, costUsd: 0.1 });
  expect(world.sessions.turns.map(({ continued }) => continued)).toEqual([false, true]);
  expect(got(await engine.runs.patch({ runId: run!.id, path: null })).patch).toContain('+continued');
});
