import { expect, it } from 'vitest';
import { got } from '../../git/testing/world.ts';
import { startWorld } from '../testing/world.ts';

const HUGE = '*.o\n'.repeat(500_000);

it('a change that git could not read goes back to the session, which can put it right', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: ({ source }) =>
      source === 'guard'
        ? { edit: { '.gitignore': null }, costUsd: 0.1 }
        : { edit: { 'readme.md': 'new\n', '.gitignore': HUGE }, costUsd: 0.1 },
  });
  const engine = await world.start();
  const [run] = await engine.jobEnded(await world.create(engine));
  expect(run).toMatchObject({ outcome: 'changed', changeset: { files: 1 }, lastError: null });
  expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'guard']);
  expect(world.sessions.turns[1]?.text).toMatch(/^Your change cannot be read: "\.gitignore" has 2000000 bytes/);
});

it('one that stays so fails with a way back: a comment goes on with the same thread', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: ({ source }) =>
      source === 'person'
        ? { edit: { '.gitignore': null }, costUsd: 0.1 }
        : { edit: { 'readme.md': 'new\n', '.gitignore': HUGE }, costUsd: 0.1 },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const [failed] = await engine.jobEnded(jobId);
  expect(failed).toMatchObject({ outcome: 'failed', lastError: { code: 'git_rejected' } });
  expect(failed?.lastError?.next).toContain('in a comment');
  got(await engine.runs.comment({ runIds: [failed!.id], text: 'Remove .gitignore.' }));
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', changeset: { files: 1 } });
  expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'guard', 'person']);
});
