import { expect, test } from 'vitest';
import { METHODS } from './ipc.ts';
import { Limits } from './job.ts';

test.each([
  ['baseline-0', true],
  ['after-12-again', true],
  ['../../logs/main', false],
  ['after-1/../x', false],
  ['', false],
])('the log of a check is asked for by its name alone: %j', (checkId, accepted) => {
  const asked = METHODS['runs.checkLog'].input.safeParse({ runId: 'run_0123456789', checkId });
  expect(asked.success).toBe(accepted);
});

test.each([
  [10_000, true],
  [10_001, false],
  [0, false],
])('a limit of $%d is only taken where a job document can hold it', (runDollars, accepted) => {
  const asked = METHODS['jobs.setBudget'].input.safeParse({ jobId: 'job_0123456789', budgetUsd: null, runDollars });
  expect(asked.success).toBe(accepted);
  expect(Limits.shape.dollars.safeParse(runDollars).success).toBe(accepted);
});
