import path from 'node:path';
import { expect, it } from 'vitest';
import { failure, ok } from '../../../shared/errors.ts';
import { createGitApi } from '../../git/create-git-api.ts';
import { got } from '../../git/testing/world.ts';
import { startWorld } from '../testing/world.ts';

it.each(['git_failed', 'unexpected'])('Retry after %s behind a paid session pays for nothing again', async (code) => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 1 }),
  });
  const data = path.join(world.folder, 'data');
  const git = createGitApi({ dataFolder: data, env: process.env });
  let read = 0;
  const readChangeset: typeof git.readChangeset = async (clone, round) => {
    read += 1;
    if (read > 1) return git.readChangeset(clone, round);
    if (code === 'unexpected') throw new Error('boom');
    return failure('git_failed', 'Git could not read the change.');
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const engine = await world.start(data, { git: { ...git, readChangeset }, log });
  const jobId = await world.create(engine);
  const [failed] = await engine.jobEnded(jobId);
  expect(failed).toMatchObject({ outcome: 'failed', costUsd: 1, lastError: { code } });
  got(await engine.jobs.retryFailed({ jobId }));
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', costUsd: 1 });
  const kinds = await world.kindsOf(engine, run!.id);
  expect(kinds.filter((kind) => kind === 'cloned')).toHaveLength(1);
  expect(world.sessions.turns).toHaveLength(1);
});

it('Retry after a cancel goes on in the thread', async () => {
  let turns = 0;
  const hanging = Promise.withResolvers<void>();
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { judge: true },
    script: () => {
      turns += 1;
      return { edit: { 'readme.md': 'new\n' }, costUsd: 1 };
    },
  });
  const agrees = { inScope: true, complete: true, safe: true, reasons: [], model: 'judge', costUsd: 0 };
  const usage = { fresh: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, thinking: 0 };
  let judged = 0;
  const engine = await world.start(undefined, {
    modelApi: {
      checkKey: async () => ok(null),
      modelFacts: async () => ok(null),
      judge: ({ signal }) => {
        judged += 1;
        if (judged > 1) return Promise.resolve(ok({ ...agrees, usage }));
        hanging.resolve();
        return new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve(failure('model_unreachable', 'Called off.'))),
        );
      },
    },
  });
  const jobId = await world.create(engine);
  await hanging.promise;
  const [id] = (await world.runsOf(engine, jobId)).map((run) => run.id);
  got(await engine.runs.cancel({ runIds: [id!] }));
  expect((await world.runsOf(engine, jobId))[0]).toMatchObject({ outcome: 'cancelled', steps: 1 });
  got(await engine.runs.retry({ runIds: [id!] }));
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', costUsd: 1 });
  expect([turns, judged]).toEqual([1, 2]);
});
