import { expect, test } from 'vitest';
import { METHODS } from './ipc.ts';

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
