import { expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { got } from '../../git/testing/world.ts';
import { startWorld } from '../testing/world.ts';

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`r${index}`, { 'readme.md': 'old\n' }]));

it.each([
  ['could not do it', { report: { outcome: 'cannot_do', summary: 'No such framework here.' }, costUsd: 0.5 }, 'prompt'],
  ['said nothing', { report: null, costUsd: 0.5 }, 'prompt'],
  ['stopped at their dollars', { end: { limit: 'dollars' }, costUsd: 2 }, 'limits'],
  ['were refused', { end: { error: { code: 'model_refused', message: 'No.' } }, costUsd: 0.5 }, 'prompt'],
] as const)('a job pauses when three runs in a row %s, and what is left costs nothing', async (_name, turn, offer) => {
  const world = await startWorld({ repos: many(8), appSettings: { concurrency: 1 }, script: () => turn });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const runs = await engine.jobEnded(jobId);
  const { summary } = got(await engine.jobs.open({ jobId }));
  expect(summary.job.paused).toMatchObject({ by: 'breaker', offer });
  expect(summary.counts.costUsd).toBe(3 * turn.costUsd);
  expect(runs.filter(({ status }) => status === 'queued')).toHaveLength(5);
});

it('a higher limit of dollars goes on with the job that three stops have paused', async () => {
  let limit = 1;
  const world = await startWorld({
    repos: many(4),
    appSettings: { concurrency: 1 },
    settings: { limits: { steps: 60, dollars: 1, minutes: 30 } },
    script: () => (limit === 1 ? { end: { limit: 'dollars' }, costUsd: 1 } : { edit: { 'readme.md': 'new\n' } }),
  });
  const engine = await world.start();
  // Its first title makes no name of a branch.
  const jobId = await world.create(engine, { prompt: '更新' });
  await engine.jobEnded(jobId);
  got(await engine.jobs.rename({ jobId, title: 'Update it' }));
  const jobOf = async () => got(await engine.jobs.open({ jobId })).summary.job;
  // More minutes help nobody who ran out of dollars.
  const { settings } = await jobOf();
  got(await engine.jobs.setOptions({ jobId, settings: { ...settings, limits: { ...settings.limits, minutes: 60 } } }));
  expect(await jobOf()).toMatchObject({ paused: { by: 'breaker' }, settings: { limits: { minutes: 60 } } });
  limit = 2;
  got(await engine.jobs.setBudget({ jobId, budgetUsd: null, runDollars: limit }));
  const runs = await engine.jobEnded(jobId);
  expect((await jobOf()).settings.branch).toBe(DEFAULT_JOB_SETTINGS.branch);
  expect(runs.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
    ['changed', 2],
    ['changed', 2],
    ['changed', 2],
    ['changed', 1],
  ]);
});
