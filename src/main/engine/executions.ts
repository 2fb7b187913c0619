import path from 'node:path';
import { type AppError, failure, ok, type Result } from '../../shared/errors.ts';
import type { FlowEvent, RunEventBody, SessionEvent } from '../../shared/events.ts';
import { FlowEvent as FlowEventSchema } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import type { EngineOptions } from '../engine.ts';
import { executeRun } from '../flows/execute-run.ts';
import { resolveRepo } from '../flows/resolve-repo.ts';
import type { RunOptions } from '../flows/run-options.ts';
import type { Clone } from '../git/git-room.ts';
import type { Budget } from '../queue/budget.ts';
import type { Ending } from '../queue/ending.ts';
import type { RateGovernor } from '../queue/rate-governor.ts';
import type { WarmUp } from '../queue/warm-up.ts';
import { makeFolder } from '../store/durable-file.ts';
import type { StorePaths } from '../store/paths.ts';
import type { Records } from '../store/records-room.ts';
import type { Pushes } from './pushes.ts';
import type { World, Worlds } from './worlds.ts';

export interface ExecutionRooms {
  options: Pick<EngineOptions, 'git' | 'checks' | 'startSession' | 'modelApi' | 'sandboxAvailable' | 'createRedactor'>;
  records: Records;
  paths: StorePaths;
  worlds: Worlds;
  budget: Budget;
  governor: RateGovernor;
  warmUp: WarmUp;
  pushes: Pushes;
  /** Resolves when the keys are known. */
  ready: Promise<unknown>;
}

/** Gives one execution of a run what it needs, and runs it. */
export const createExecution =
  (rooms: ExecutionRooms) =>
  async (job: Job, run: Run, signal: AbortSignal): Promise<Ending> => {
    await rooms.ready;
    if (signal.aborted && signal.reason === 'quit') return { kind: 'left' };
    const world = await rooms.worlds.of(job);
    if (!world.ok) return { kind: 'failed', error: world.error };
    const mode = await sandboxMode(rooms, job);
    if (!mode.ok) return { kind: 'failed', error: mode.error };
    try {
      return await executeRun(optionsFor(rooms, job, run, world.value, mode.value, signal));
    } finally {
      rooms.warmUp.left(job.id, run.id);
    }
  };

async function sandboxMode(
  { options }: Pick<ExecutionRooms, 'options'>,
  job: Job,
): Promise<Result<SandboxPolicy['mode']>> {
  const sandbox = await options.sandboxAvailable();
  if (sandbox.available) return ok('sandboxed');
  if (job.settings.unsandboxedAgreed || job.demo) return ok('unsandboxed');
  return failure('sandbox_unavailable', 'Commands cannot be confined on this machine.', {
    why: sandbox.reason,
    next: 'Make the sandbox work, or agree in the options of a new job to run commands without one.',
  });
}

function optionsFor(
  rooms: ExecutionRooms,
  job: Job,
  run: Run,
  world: World,
  mode: SandboxPolicy['mode'],
  signal: AbortSignal,
): RunOptions {
  const { options, records, paths, budget, governor, warmUp, pushes } = rooms;
  const current = () => records.run(run.id) ?? run;
  const secrets = () => [world.claudeKey(), world.token()].filter((secret) => secret !== null);
  const runFolder = paths.clone(run.id);
  const anthropicHost = new URL(world.anthropicUrl).host;

  const record = async (...bodies: RunEventBody[]): Promise<Result<unknown>> => {
    const redact = options.createRedactor(secrets());
    const recorded = await records.record(run.id, ...bodies.map((body) => redactFlow(body, redact)));
    if (bodies.some((body) => body.kind === 'step_completed')) warmUp.answered(job.id);
    return recorded;
  };
  const unfinished = () => records.runs(job.id).filter(({ status }) => status !== 'settled').length;

  return {
    job,
    run: current,
    events: () => records.events(run.id, 0),
    record,
    signal,
    runFolder,
    checkLogFile: (checkId) => paths.checkLog(run.id, checkId),
    git: options.git,
    resolve: () => resolveRepo(world.locate(run.repo), { git: options.git, github: world.github, token: world.token }),
    checks: options.checks,
    sandboxFor: async (clone) => {
      await makeFolder(path.dirname(paths.checkLog(run.id, 'any')));
      return sandboxFor(clone, runFolder, mode, job);
    },
    claude: async () => {
      const apiKey = world.claudeKey();
      return apiKey === null ? { ok: false, error: NO_KEY } : ok({ apiKey, anthropicUrl: world.anthropicUrl });
    },
    secrets,
    startSession: options.startSession,
    beforeSession: () => warmUp.turn(job.id, run.id, unfinished(), signal),
    session: {
      onDelta: (delta) => pushes.delta(run.id, delta),
      onRateLimits: (headers) => governor.learn(anthropicHost, headers),
      onPermit: async ({ reserveUsd }) => {
        const until = governor.heldUntil(anthropicHost);
        if (until !== null) {
          await record({ kind: 'waiting', reason: 'waiting for the rate limit of the Claude API', until });
          await governor.wait(anthropicHost, signal);
        }
        const held = await budget.reserve({ runId: run.id, jobId: job.id, usd: reserveUsd }, signal);
        if (held.granted) return { permit: { granted: true }, settle: held.settle };
        return { permit: held, settle: () => undefined };
      },
    },
    judge: options.modelApi.judge,
  };
}

async function sandboxFor(
  clone: Clone,
  runFolder: string,
  mode: SandboxPolicy['mode'],
  job: Job,
): Promise<SandboxPolicy> {
  const tempPath = path.join(runFolder, 'temp');
  const cachePath = path.join(runFolder, 'cache');
  for (const folder of [tempPath, cachePath]) await makeFolder(folder);
  const { allowedHosts } = job.settings;
  return { mode, clonePath: clone.treePath, tempPath, cachePath, readPaths: [clone.objectsPath], allowedHosts };
}

const FLOW_KINDS = new Set<string>(FlowEventSchema.options.map((option) => option.shape.kind.value));
const isSessionEvent = (body: RunEventBody): body is SessionEvent => !FLOW_KINDS.has(body.kind);

/**
 * The last net before the disk: rooms redact what they say, and so does a session; a session's blocks must moreover stay
 * exactly as the API signed them.
 */
function redactFlow(body: RunEventBody, redact: (text: string) => string): RunEventBody {
  if (isSessionEvent(body)) return body;
  const text = JSON.stringify(body);
  const safe = redact(text);
  return safe === text ? body : (FlowEventSchema.parse(JSON.parse(safe)) satisfies FlowEvent);
}

const NO_KEY: AppError = {
  code: 'key_missing',
  message: 'There is no key for the Claude API.',
  next: 'Add it in Settings, then press Resume.',
};
