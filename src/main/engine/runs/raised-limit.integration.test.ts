import { expect, it } from 'vitest';
import type { RunEventBody, SessionEvent } from '../../../shared/events.ts';
import type { RunId } from '../../../shared/ids.ts';
import { got } from '../../git/testing/world.ts';
import type { StartSession } from '../../session/contract.ts';
import type { Engine } from '../contract.ts';
import { startWorld } from '../testing/world.ts';

const ONE = { one: { 'readme.md': 'old\n' } };
const limits = { steps: 60, dollars: 1, minutes: 30 };

async function bodiesOf<K extends RunEventBody['kind']>(engine: Engine, runId: RunId, kind: K) {
  const { events } = got(await engine.runs.events({ runId, after: 0 }));
  return events.flatMap(({ body }) => (body.kind === kind ? [body as Extract<RunEventBody, { kind: K }>] : []));
}

/** Sessions that do something once they have saved their first event of a kind, before they go on. */
const meanwhile = (start: StartSession, kind: SessionEvent['kind'], work: () => Promise<unknown>): StartSession => {
  let begun = false;
  return (given, handlers) =>
    start(given, {
      ...handlers,
      onEvent: async (event) => {
        await handlers.onEvent(event);
        if (event.kind !== kind || begun) return;
        begun = true;
        await work();
      },
    });
};

it('a limit that is raised while the session works towards it is no limit: the same run goes on', async () => {
  const world = await startWorld({
    repos: ONE,
    settings: { limits },
    script: ({ continued }) =>
      continued
        ? { edit: { 'readme.md': 'whole\n' }, costUsd: 0.5 }
        : { edit: { 'readme.md': 'half\n' }, costUsd: 0.9, end: { limit: 'dollars' } },
  });
  const raise = async () => got(await engine.jobs.setBudget({ jobId, budgetUsd: null, runDollars: 50 }));
  const startSession = meanwhile(world.sessions.startSession, 'step_completed', raise);
  const engine = await world.start(undefined, { startSession });
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', attempt: 1, stoppedBy: null, costUsd: 1.4 });
  expect(world.sessions.turns.map(({ continued }) => continued)).toEqual([false, true]);
  expect(world.sessions.starts.map((start) => [start.limits.dollars, start.spent.dollars])).toEqual([
    [1, 0],
    [50, 0.9],
  ]);
  const notices = await bodiesOf(engine, run!.id, 'notice');
  expect(notices.map(({ message }) => message)).toContainEqual({
    code: 'limit_raised',
    parameters: { limit: 'dollars' },
  });
  // More than a job document may hold: what cannot be read at the next start is not saved.
  const refused = await engine.jobs.setBudget({ jobId, budgetUsd: null, runDollars: 10_001 });
  expect(refused).toMatchObject({ ok: false, error: { code: 'not_allowed' } });
  expect(got(await engine.jobs.open({ jobId })).summary.job.settings.limits.dollars).toBe(50);
});

it('a limit that was raised too little is met again, and says what the next request may cost', async () => {
  const world = await startWorld({
    repos: ONE,
    settings: { limits },
    script: () => ({ edit: { 'readme.md': 'half\n' }, costUsd: 0.6, reserveUsd: 0.9, end: { limit: 'dollars' } }),
  });
  const raise = async () => got(await engine.jobs.setBudget({ jobId, budgetUsd: null, runDollars: 1.2 }));
  const startSession = meanwhile(world.sessions.startSession, 'step_completed', raise);
  const engine = await world.start(undefined, { startSession });
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({
    outcome: 'stopped',
    stoppedBy: 'dollars',
    costUsd: 0.6,
    action: { code: 'stopped_before_request', parameters: { limitUsd: 1.2, spentUsd: 0.6, needsUsd: 0.9 } },
  });
});
