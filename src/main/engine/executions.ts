import path from 'node:path';
import { type AppError, ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import { capabilitiesOf } from '../../shared/request-capabilities.ts';
import type { Run } from '../../shared/run.ts';
import type { SandboxMachine, SandboxPolicy } from '../../shared/session-protocol.ts';
import type { Clock } from '../clock.ts';
import type { EngineOptions } from '../engine.ts';
import { checkAgain } from '../flows/check-again.ts';
import { executeRun } from '../flows/execute-run.ts';
import { resolveRepo } from '../flows/resolve-repo.ts';
import { openRunLog, type RunLog } from '../flows/run-log.ts';
import type { RunOptions } from '../flows/run-options.ts';
import type { Clone } from '../git/git-room.ts';
import type { Refused } from '../queue/budget.ts';
import type { Ending } from '../queue/ending.ts';
import type { RateGovernor } from '../queue/rate-governor.ts';
import type { WarmUp } from '../queue/warm-up.ts';
import { makeFolder } from '../store/durable-file.ts';
import type { HostHabits } from '../store/host-habits.ts';
import type { StorePaths } from '../store/paths.ts';
import type { Records } from '../store/records-room.ts';
import { type RequestsUnderWay, tellsCost } from '../store/requests-under-way.ts';
import type { KnownModels } from './known-models.ts';
import { modelWords } from './model-words.ts';
import type { Asking, Permits } from './permits.ts';
import type { Powering } from './powering.ts';
import type { Pushes } from './pushes.ts';
import type { World, Worlds } from './worlds.ts';

export interface ExecutionRooms {
  options: Pick<EngineOptions, 'git' | 'checks' | 'startSession' | 'modelApi' | 'sandboxAvailable'>;
  records: Records;
  clock: Clock;
  paths: StorePaths;
  worlds: Worlds;
  models: KnownModels;
  permits: Permits;
  underWay: RequestsUnderWay;
  governor: RateGovernor;
  warmUp: WarmUp;
  powering: Powering;
  pushes: Pushes;
  habits: HostHabits;
  /** Resolves when the keys are known. */
  ready: Promise<unknown>;
}

/** Gives one execution of a run what it needs, and runs it. */
export const createExecution =
  (rooms: ExecutionRooms) =>
  async (job: Job, run: Run, signal: AbortSignal): Promise<Ending> => {
    await rooms.ready;
    if (signal.aborted && signal.reason !== 'cancel') return { kind: 'left' };
    const world = await rooms.worlds.of(job);
    if (!world.ok) return { kind: 'failed', error: world.error };
    const commands = await commandsOf(rooms, job);
    const log = await openLog(rooms.records, run.id);
    if (!log.ok) return { kind: 'failed', error: log.error };
    const refusals: Refused[] = [];
    try {
      const ending = await executeRun(optionsFor(rooms, job, run, log.value, world.value, commands, signal, refusals));
      const refused = refusals.at(-1);
      return ending.kind === 'budget' && refused?.limit === ending.limit ? { ...ending, refused } : ending;
    } finally {
      log.value.close();
      rooms.warmUp.left(job.id, run.id);
    }
  };

/** Gives the check of a settled run what it needs, and runs it once more. */
export const createCheckAgain =
  (rooms: ExecutionRooms) =>
  async (job: Job, run: Run, signal: AbortSignal): Promise<Result<null>> => {
    await rooms.ready;
    const world = await rooms.worlds.of(job);
    if (!world.ok) return world;
    const commands = await commandsOf(rooms, job);
    const log = await openLog(rooms.records, run.id);
    if (!log.ok) return log;
    try {
      return await checkAgain(optionsFor(rooms, job, run, log.value, world.value, commands, signal));
    } finally {
      log.value.close();
    }
  };

const openLog = (records: Records, runId: RunId): Promise<Result<RunLog>> =>
  openRunLog({
    read: () => records.events(runId, 0),
    follow: (onEvents) => records.follow(runId, onEvents),
  });

interface Commands {
  mode: SandboxPolicy['mode'];
  machine: SandboxMachine | null;
  /** Why there is no sandbox. */
  reason: string;
}

/** Without a sandbox no command runs, unless the person has agreed to it. The demo's repositories are the app's own. */
async function commandsOf({ options }: Pick<ExecutionRooms, 'options'>, job: Job): Promise<Commands> {
  const { reason, machine } = await options.sandboxAvailable();
  if (machine) return { mode: 'sandboxed', machine, reason };
  return { mode: job.settings.unsandboxedAgreed || job.demo ? 'unsandboxed' : 'disabled', machine, reason };
}

function optionsFor(
  rooms: ExecutionRooms,
  job: Job,
  run: Run,
  log: RunLog,
  world: World,
  commands: Commands,
  signal: AbortSignal,
  /** Filled with what the budget did not allow. */
  refusals: Refused[] = [],
): RunOptions {
  const { options, records, paths, permits, underWay, governor, warmUp, powering, pushes } = rooms;
  const current = () => records.run(run.id) ?? run;
  const secrets = () => [world.claudeKey(), world.token()].filter((secret) => secret !== null);
  const runFolder = paths.clone(run.id);
  const { host } = new URL(world.anthropicUrl);

  const after = current().lastSeq;
  let paid = 0;
  const record = async (...bodies: RunEventBody[]): Promise<Result<unknown>> => {
    paid += bodies.filter(tellsCost).length;
    const recorded = await records.record(run.id, ...bodies);
    if (bodies.some((body) => body.kind === 'step_completed')) warmUp.answered(job.id);
    return recorded;
  };
  const unfinished = () => records.runs(job.id).filter(({ status }) => status !== 'settled').length;

  // A cancel stands in the row until the session has ended.
  const show = (action: string) => {
    if (!signal.aborted) records.showUnsaved(run.id, { action, waitingUntil: null });
  };
  const model = modelWords(show);
  const asking: Asking = {
    ...{ runId: run.id, jobId: job.id, host, signal, record, show },
    onRefused: (refused) => refusals.push(refused),
  };

  return {
    job,
    limits: () => (records.job(job.id) ?? job).settings.limits,
    run: current,
    clock: rooms.clock,
    log,
    record,
    signal,
    runFolder,
    checkLogFile: (checkId) => paths.checkLog(run.id, checkId),
    git: options.git,
    resolve: () => resolveRepo(world.locate(run.repo), { git: options.git, github: world.github, token: world.token }),
    checks: options.checks,
    sandboxFor: async (clone) => {
      await makeFolder(path.dirname(paths.checkLog(run.id, 'any')));
      return sandboxFor(clone, runFolder, commands, job);
    },
    noSandbox: commands.mode === 'sandboxed' ? null : commands.reason,
    claude: async () => {
      const apiKey = world.claudeKey();
      return apiKey === null ? { ok: false, error: NO_KEY } : ok({ apiKey, anthropicUrl: world.anthropicUrl });
    },
    modelFacts: async () => {
      const key = world.claudeKey();
      if (key === null) return null;
      const looked = await rooms.models.look(key, world.anthropicUrl, job.settings.model);
      return looked.ok ? looked.value : null;
    },
    capabilities: (url, facts) =>
      rooms.habits.apply(host, capabilitiesOf(job.settings.model, url, facts), job.settings.model),
    learn: (change) => rooms.habits.learn(host, job.settings.model, change),
    secrets,
    startSession: options.startSession,
    beforeSession: () =>
      warmUp.turn(job.id, run.id, unfinished(), signal, {
        waits: () => show('waiting for the first answer of this job, which makes the others cheaper'),
        goesOn: () => show('starting the session'),
      }),
    session: {
      onDelta(delta) {
        pushes.delta(run.id, delta);
        model.streams(delta.kind);
      },
      onRateLimits: (headers, model) => governor.learn({ host, model }, headers),
      onPermit: async (request) => {
        const { permit, settle } = await permits.ask(asking, request);
        if (!permit.granted) return { permit, settle };
        model.asked();
        const { model: asked, inputTokens } = request;
        const over = await underWay.note({ runId: run.id, model: asked, inputTokens, after, paid });
        return {
          permit,
          settle: (costUsd) => {
            settle(costUsd);
            over();
          },
        };
      },
    },
    onWake: powering.onWake,
    judge: options.modelApi.judge,
  };
}

async function sandboxFor(
  clone: Clone,
  runFolder: string,
  { mode, machine }: Commands,
  job: Job,
): Promise<SandboxPolicy> {
  const tempPath = path.join(runFolder, 'temp');
  const cachePath = path.join(runFolder, 'cache');
  for (const folder of [tempPath, cachePath]) await makeFolder(folder);
  const { allowedHosts } = job.settings;
  const readPaths = [clone.objectsPath, ...(clone.history === null ? [] : [path.join(clone.history, 'objects')])];
  const policy = { mode, clonePath: clone.treePath, tempPath, cachePath, readPaths, allowedHosts };
  return machine ? { ...policy, machine } : policy;
}

const NO_KEY: AppError = {
  code: 'key_missing',
  message: 'There is no key for the Claude API.',
  next: 'Add it in Settings, then press Resume.',
};
