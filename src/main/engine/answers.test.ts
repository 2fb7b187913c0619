import { expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { answersOf } from './answers.ts';
import type { EngineCommands } from './contract.ts';

it('each command is answered under its own name, and what the engine does not answer is left to the window', async () => {
  const commands = {
    jobs: { pause: async () => ok('jobs.pause'), remove: async () => ok('jobs.remove') },
    runs: { retry: async () => ok('runs.retry'), notInTheContract: async () => ok('no') },
    power: { suspend: () => undefined },
  };
  const answers = answersOf(commands as unknown as EngineCommands);
  expect(Object.keys(answers)).toEqual(['jobs.pause', 'jobs.remove', 'runs.retry']);
  for (const [name, answer] of Object.entries(answers)) expect(await answer({} as never)).toEqual(ok(name));
});
