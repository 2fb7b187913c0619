import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { FaultRule } from '../../../demo/model/faults.ts';
import { startModelServer } from '../../../demo/model-server.ts';
import { startWorld, until } from '../../engine/testing/world.ts';
import { got } from '../../git/testing/world.ts';
import type { ForkWorker } from '../../session/contract.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { WORKER_FILE } from '../../session/testing/worker-file.ts';
import { lacks } from '../../testing/lacks.ts';
import { executeElsewhere } from './execute-elsewhere.ts';

const STEPS = [
  { name: 'write_file', input: { path: 'readme.md', content: 'new\n' } },
  { name: 'run_command', input: { command: 'sh check.sh' } },
  {
    name: 'finish',
    input: { outcome: 'changed', summary: 'Done.', changes: [], risk: 'low', reviewerNotes: [], followUps: [] },
  },
];

/** A run whose session is a real process, and so is its executor, if that is asked for. */
async function worldOf(faults: FaultRule[] = []) {
  const server = await startModelServer({
    planner: ({ messages }) => [
      { type: 'tool_use', ...(STEPS[messages.filter(({ role }) => role === 'assistant').length] ?? STEPS[2])! },
    ],
    faults,
  });
  onTestFinished(() => server.close());
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n', 'check.sh': 'test -s readme.md\n' } },
    settings: { check: { mode: 'command', command: 'sh check.sh' } },
    appSettings: { anthropicUrl: server.url },
    script: () => ({}),
    engine: { startSession: createStartSession(nodeForker(WORKER_FILE)) },
  });
  const executors: number[] = [];
  const fork: ForkWorker = (name) => {
    const child = nodeForker(path.join(import.meta.dirname, 'entry.ts'))(name);
    executors.push(child.pid!);
    return child;
  };
  const place = { dataFolder: path.join(world.folder, 'elsewhere'), sessionFile: WORKER_FILE };
  const startElsewhere = () =>
    world.start(path.join(world.folder, 'other'), { execute: executeElsewhere({ fork, place }) });
  return { world, server, executors, startElsewhere };
}

/** What one run comes to, and what it asks of the model. */
async function outcomeOf(where: 'here' | 'elsewhere') {
  const { world, server, executors, startElsewhere } = await worldOf();
  const engine = await (where === 'here' ? world.start() : startElsewhere());
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  const { patch } = got(await engine.runs.patch({ runId: run!.id, path: null }));
  const kinds = await world.kindsOf(engine, run!.id);
  got(await engine.runs.openPullRequests({ runIds: [run!.id] }));
  const [{ outcome, verdict, costUsd, steps, publication } = run!] = await engine.jobEnded(jobId);
  return {
    executors: executors.length,
    told: { kinds, patch, outcome, verdict, costUsd, steps, published: publication.pullRequest?.state },
    requests: server.journal.length,
  };
}

it('a process of its own gives the same events, the same change and the same costs', async () => {
  const here = await outcomeOf('here');
  expect(here).toMatchObject({ executors: 0, told: { outcome: 'changed', verdict: 'passes', published: 'open' } });
  expect(await outcomeOf('elsewhere')).toEqual({ ...here, executors: 1 });
});

const inProc = it.skipIf(lacks(process.platform !== 'linux', 'children are found in /proc'));

inProc('one that is killed ends with its session, and the next goes on from its last step', async () => {
  const { world, server, executors, startElsewhere } = await worldOf([
    { step: 2, times: 1, fault: { kind: 'stall', pings: true } },
  ]);
  const engine = await startElsewhere();
  const jobId = await world.create(engine);
  await until(() => server.journal.some(({ fault }) => fault === 'stall'));
  const [executor] = executors;
  const sessions = childrenOf(executor!);
  expect(sessions).not.toEqual([]);
  process.kill(executor!, 'SIGKILL');
  await until(() => !sessions.some(isAlive));
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', verdict: 'passes', attempt: 2 });
  expect(executors).toHaveLength(2);
  // The request that nobody heard the end of was sent, and is billed.
  const { events } = got(await engine.runs.events({ runId: run!.id, after: 0 }));
  const lost = events.flatMap(({ body }) => (body.kind === 'request_failed' ? [body] : []));
  expect(lost).toMatchObject([{ step: 2, estimated: true, error: { code: 'session_crashed' } }]);
  expect(lost[0]!.costUsd).toBeGreaterThan(0);
  // What was answered before is not asked again.
  expect(server.journal.filter(({ step, fault }) => step === 1 && fault === null)).toHaveLength(1);
});

inProc('a cancel reaches it, and nothing of it is left', async () => {
  const { world, server, executors, startElsewhere } = await worldOf([
    { step: 2, times: 1, fault: { kind: 'stall', pings: true } },
  ]);
  const engine = await startElsewhere();
  const jobId = await world.create(engine);
  await until(() => server.journal.some(({ fault }) => fault === 'stall'));
  const all = [...executors, ...childrenOf(executors[0]!)];
  const [run] = await world.runsOf(engine, jobId);
  got(await engine.runs.cancel({ runIds: [run!.id] }));
  expect(await engine.jobEnded(jobId)).toMatchObject([{ outcome: 'cancelled' }]);
  await until(() => !all.some(isAlive));
});

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
