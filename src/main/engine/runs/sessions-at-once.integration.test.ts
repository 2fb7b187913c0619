import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { FaultRule } from '../../../demo/model/faults.ts';
import { type ModelServer, startModelServer } from '../../../demo/model-server.ts';
import type { JobId } from '../../../shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import type { Run } from '../../../shared/run.ts';
import { got } from '../../git/testing/world.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { WORKER_FILE } from '../../session/testing/worker-file.ts';
import type { Engine } from '../contract.ts';
import { startWorld, until, type WorldOptions } from '../testing/world.ts';

/** Each is a process: CODY_BATCH_SESSIONS=8 takes as many as a busy afternoon. */
const COUNT = Number(process.env.CODY_BATCH_SESSIONS ?? 4);
const NAMES = Array.from({ length: COUNT }, (_, nth) => `repository-${nth}`);
/** Less than all of them need. */
const LOW_USD = 0.0375 * COUNT;
const REPOS = Object.fromEntries(NAMES.map((name) => [name, { 'readme.md': 'old\n' }]));
/** An answer of 1500 tokens or so: three cents. */
const LONG = 'A line that costs something.\n'.repeat(200);
const STEPS = [
  { name: 'read_file', input: { path: 'readme.md' } },
  { name: 'write_file', input: { path: 'new.md', content: LONG } },
  {
    name: 'finish',
    input: { outcome: 'changed', summary: 'Done.', changes: [], risk: 'low', reviewerNotes: [], followUps: [] },
  },
];

/** Some of the dearest answers break off in the middle of their only block. */
const BROKEN: FaultRule[] = [
  { step: 2, times: 1, fault: { kind: 'reset', when: 'mid_stream' } },
  { step: 2, times: 1, fault: { kind: 'error_event' } },
];

/** Sessions of real processes, and a model that counts what it answers. */
async function sessions(given: Pick<WorldOptions, 'settings'> & { faults?: FaultRule[] } = {}) {
  const server = await startModelServer({
    planner: ({ messages }) => {
      const step = STEPS[messages.filter(({ role }) => role === 'assistant').length] ?? STEPS[2];
      return [{ type: 'tool_use', ...step! }];
    },
    faults: given.faults ?? BROKEN,
  });
  onTestFinished(() => server.close());
  const world = await startWorld({
    repos: REPOS,
    settings: given.settings ?? {},
    appSettings: { concurrency: COUNT, anthropicUrl: server.url },
    script: () => ({}),
    engine: { startSession: createStartSession(nodeForker(WORKER_FILE)) },
  });
  return { server, world };
}

/** What the model has counted of what it sent; of one that a kill cuts off nobody knows more than its prompt. */
function counted(server: ModelServer): number {
  let sum = 0;
  for (const { usage, model, fault } of server.journal) {
    if (!usage || !model) continue;
    const output = usage.output_tokens * (fault === null ? 1 : fault === 'stall' ? 0 : 0.5);
    sum += costOfAnswer(model, {
      ...{ fresh: usage.input_tokens, cacheRead: usage.cache_read_input_tokens ?? 0, output, thinking: 0 },
      cacheWrite5m: usage.cache_creation?.ephemeral_5m_input_tokens ?? 0,
      cacheWrite1h: usage.cache_creation?.ephemeral_1h_input_tokens ?? 0,
    });
  }
  return sum;
}

const bookedIn = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + run.costUsd, 0);
/** Processes by the handful, and waits between tries, on a machine that does other things, too. */
const LONG_MS = { timeout: 400_000 };
const pauseOf = async (engine: Engine, jobId: JobId) => got(await engine.jobs.open({ jobId })).summary.job.paused;

const BY_BUDGET = /^(stopped_at_(job|day)_budget|waiting_\w+|asking_\w+|trying_again)$/;

/** Nothing beyond the limit, nothing lost, and each run either has its change or says why not. */
function expectHeld(server: ModelServer, runs: readonly Run[], limitUsd: number): void {
  const usd = counted(server);
  expect(usd).toBeLessThanOrEqual(limitUsd);
  // What broke off is estimated, and not too low.
  expect(bookedIn(runs)).toBeGreaterThanOrEqual(usd - 1e-9);
  expect(bookedIn(runs)).toBeLessThanOrEqual(limitUsd + 1e-9);
  for (const { outcome, lastError, action } of runs) {
    if (outcome === 'changed') expect(lastError).toBeNull();
    else
      expect([outcome, action.code]).toEqual([outcome === null ? null : 'stopped', expect.stringMatching(BY_BUDGET)]);
  }
}

it(
  'sessions at once keep to one low budget of their job, and a higher one lets each of them finish',
  LONG_MS,
  async () => {
    const { server, world } = await sessions({ settings: { budgetUsd: LOW_USD } });
    const engine = await world.start();
    const jobId = await world.create(engine);
    const runs = await engine.jobEnded(jobId);
    expectHeld(server, runs, LOW_USD);
    expect(runs.some(({ outcome }) => outcome !== 'changed')).toBe(true);
    expect(await pauseOf(engine, jobId)).toMatchObject({ by: 'budget', reason: { code: 'budget_used_up' } });

    // A budget below what is spent lets nothing more go out, whatever a person presses.
    const before = server.journal.length;
    const runDollars = DEFAULT_JOB_SETTINGS.limits.dollars;
    got(await engine.jobs.setBudget({ jobId, budgetUsd: 0.01, runDollars }));
    got(await engine.jobs.resume({ jobId }));
    expectHeld(server, await engine.jobEnded(jobId), LOW_USD);
    expect(server.journal.slice(before).filter(({ usage }) => usage)).toEqual([]);
    expect(await pauseOf(engine, jobId)).toMatchObject({ by: 'budget' });

    got(await engine.jobs.setBudget({ jobId, budgetUsd: 5, runDollars }));
    await until(async () => (await world.runsOf(engine, jobId)).every(({ outcome }) => outcome === 'changed'));
    expectHeld(server, await engine.jobEnded(jobId), 5);
  },
);

it('sessions of two jobs keep to one low budget of the day', LONG_MS, async () => {
  const { server, world } = await sessions();
  const engine = await world.start();
  const { settings } = got(await engine.app.state({}));
  const allow = async (dayBudgetUsd: number) =>
    got(await engine.settings.update({ settings: { ...settings, dayBudgetUsd } }));
  await allow(LOW_USD);
  const jobs = [
    await world.create(engine, { repos: NAMES.slice(0, COUNT / 2) }),
    await world.create(engine, { repos: NAMES.slice(COUNT / 2) }),
  ];
  const ended = async () => (await Promise.all(jobs.map(engine.jobEnded))).flat();
  const runs = await ended();
  expectHeld(server, runs, LOW_USD);
  expect(runs.some(({ outcome }) => outcome !== 'changed')).toBe(true);

  await allow(5);
  await until(async () => (await ended()).every(({ outcome }) => outcome === 'changed'));
  expectHeld(server, await ended(), 5);
});

it(
  'a kill while requests are under way loses nothing of what they cost, and the next start keeps to the budget',
  LONG_MS,
  async () => {
    const stalled: FaultRule[] = [{ step: 2, times: COUNT, fault: { kind: 'stall', pings: false } }];
    const { server, world } = await sessions({ faults: stalled });
    const data = path.join(world.folder, 'data');
    const app = fork(
      path.join(import.meta.dirname, '../testing/engine-process.ts'),
      [data, world.hub.apiUrl, 'unsandboxed', server.url],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    onTestFinished(() => void app.kill('SIGKILL'));
    await new Promise<void>((resolve) => app.on('message', (message) => message === 'started' && resolve()));
    const settings = { ...DEFAULT_JOB_SETTINGS, judge: false, unsandboxedAgreed: true, budgetUsd: 2 };
    app.send({ title: '', prompt: 'Do it.', repos: NAMES.map(world.repo), settings });
    const underWay = () => server.journal.filter(({ fault, usage }) => fault === 'stall' && usage);
    await until(() => underWay().length === COUNT);
    app.kill('SIGKILL');
    await once(app, 'exit');

    const engine = await world.start();
    const [{ job } = { job: null }] = got(await engine.app.state({})).jobs;
    if (!job) throw new Error('the job is lost');
    const runs = await engine.jobEnded(job.id);
    expect(runs.map(({ outcome }) => outcome)).toEqual(NAMES.map(() => 'changed'));
    expectHeld(server, runs, 2);
    for (const { id } of runs) {
      const { events } = got(await engine.runs.events({ runId: id, after: 0 }));
      const lost = events.flatMap(({ body }) => (body.kind === 'request_failed' ? [body] : []));
      expect(lost).toMatchObject([
        { step: 2, estimated: true, error: { message: 'The app ended while a request was under way' } },
      ]);
    }

    // What was booked once is booked.
    await engine.stop();
    const again = await world.start();
    expect(bookedIn(await world.runsOf(again, job.id))).toBe(bookedIn(runs));
  },
);
