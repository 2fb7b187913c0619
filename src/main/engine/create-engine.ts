import { type AppError, ok, wordsOfThrown } from '../../shared/errors.ts';
import type { SandboxState } from '../../shared/methods/app.ts';
import { wakingClock } from '../clock-waking.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import { preflight } from '../repositories/preflight.ts';
import { createBudget } from '../scheduler/budget.ts';
import { createGates } from '../scheduler/gates/index.ts';
import { createHostHolds } from '../scheduler/host-holds.ts';
import { createQueue } from '../scheduler/queue.ts';
import { createRateGovernor } from '../scheduler/rate-governor.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createWarmUp } from '../scheduler/warm-up.ts';
import { openHostHabits } from '../store/host-habits.ts';
import { storePaths } from '../store/paths.ts';
import { createRecords } from '../store/records.ts';
import { openRequestsUnderWay } from '../store/requests-under-way.ts';
import { createSettings } from '../store/settings.ts';
import { beforeJob } from './before-job.ts';
import { createDayTurn } from './day-turn.ts';
import { createDemo } from './demo-job.ts';
import { createDiskKeeper } from './disk-keeper.ts';
import { readDropped } from './dropped.ts';
import { endLeftovers } from './ending-leftovers.ts';
import { createCheckAgain, createExecution, type ExecutionRooms } from './executions.ts';
import { createHoldingBack } from './holding-back.ts';
import { createJob, type JobCommandRooms, jobCommands } from './job-commands.ts';
import { createKeys } from './keys.ts';
import { createKnownModels } from './known-models.ts';
import { createNotices } from './notices.ts';
import { openingFolders } from './opening-folders.ts';
import { createPermits } from './permits.ts';
import { createPowering } from './powering.ts';
import { createPublications } from './publications.ts';
import { createPushes } from './pushes.ts';
import { redactingRecords } from './redacting-records.ts';
import { createReviewing } from './reviewing.ts';
import { runCommands } from './run-commands.ts';
import { savingPatches } from './saving-patches.ts';
import { settingsCommands } from './settings-commands.ts';
import { spendingOf } from './spending.ts';
import { createWorlds } from './worlds.ts';

/** Joins the rooms: what happens is saved by the records, told by the pushes, and decided by the queue. */
export function createEngine(options: EngineOptions): Engine {
  const { random, log, git } = options;
  const { redact, remember } = options.knownSecrets;
  const clock = wakingClock(options.clock);
  const paths = storePaths(options.dataFolder);
  const settings = createSettings(paths.settings, () => clock.now(), options.settingsOverrides);
  const ready = Promise.withResolvers<void>();
  let looking: Promise<unknown> = Promise.resolve();

  const pushes = createPushes(clock, (jobId) => records.summary(jobId));
  const notices = createNotices(redact, (list) => pushes.send({ type: 'notices', notices: list }));
  const warn = (text: string, next: string | null) => {
    log.warn(text, { next });
    notices.add({ id: `problem ${text}`, level: 'warning', text, next });
  };
  const onDefect = (error: unknown): AppError => {
    log.error('defect', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return {
      code: 'unexpected',
      message: 'Something went wrong inside the app.',
      why: redact(wordsOfThrown(error)),
      next: 'Retry the run. If it happens again, report it: Help has Export diagnostics.',
    };
  };

  const stored = createRecords({
    paths,
    clock,
    listener: {
      onRuns: pushes.runs,
      onJob: pushes.job,
      onRemoved: (jobId) => {
        pushes.send({ type: 'job_removed', jobId });
        disk.removed(jobId);
      },
      onEvents: (runId, events) => {
        pushes.events(runId, events);
        if (events.some(({ body }) => body.kind === 'cloned')) disk.grew(runId);
        if (events.some(({ body }) => body.kind === 'reviewed' || body.kind === 'pull_request_saved')) disk.look();
      },
      onProblem: warn,
    },
  });
  const records = redactingRecords(stored, options.knownSecrets);
  const keys = createKeys({
    secrets: options.secrets,
    settings: settings.current,
    modelApi: options.modelApi,
    createGitHub: options.createGitHub,
    remember,
    onProblem: warn,
    onChange: () => pushes.send({ type: 'keys', keys: keys.states(), keyStorage: keys.storage() }),
  });
  const worlds = createWorlds({
    settings: settings.current,
    keys,
    createGitHub: options.createGitHub,
    startDemo: options.startDemo,
    onRateLimited: (message) => log.info('rate limited', { message }),
  });
  const models = createKnownModels(paths.models, () => clock.now(), options.modelApi, log.warn);
  const checked = beforeJob({ ready: ready.promise, settings: settings.current, keys, models, notices });
  const budget = createBudget(spendingOf(records, settings.current));
  const holds = createHostHolds(clock);
  const governor = createRateGovernor(clock, holds);
  const powering = createPowering({
    clock,
    notices,
    working: () => queue.working(),
    afterWake: () => {
      clock.woke();
      governor.forget();
    },
    onChange: () => scheduler.look(),
  });
  const scheduler = createScheduler({
    ...{ records, clock, onDefect },
    gates: createGates({
      ...{ records, clock, holds, governor },
      settings: settings.current,
      machine: options.machine,
      disk: () => disk.holdWords(),
      power: powering.holdWords,
    }),
  });
  const holdingBack = createHoldingBack({ pushes, notices });
  const publications = createPublications({
    ...{ scheduler, records, paths, worlds, git, clock, holds, onDefect },
    ...{ keys: options.knownSecrets, ready: ready.promise },
  });
  const { publishing } = publications;
  const permits = createPermits({
    ...{ records, clock, budget, governor, powering },
    stepAside: (runId) => queue.stepAside(runId),
  });
  const habits = openHostHabits(paths.hostHabits, clock, log);
  const underWay = openRequestsUnderWay(paths.requests);
  const executionRooms: ExecutionRooms = {
    ...{ options, records, clock, paths, worlds, models, permits, underWay, governor, powering, pushes, habits },
    warmUp: createWarmUp(clock),
    ready: ready.promise,
  };
  const execute = createExecution(executionRooms);
  const reviewing = createReviewing({
    records,
    paths,
    git,
    grouping: options.grouping,
    queue: () => queue,
    checkAgain: createCheckAgain(executionRooms),
  });
  const queue = createQueue({
    ...{ scheduler, records, clock, random, holds, onDefect },
    concurrency: () => settings.current().concurrency,
    onHeldBack: holdingBack.tell,
    onPaused: (jobId, { by, reason }) => {
      log.info('job paused', { jobId, by, reason });
      permits.paused(jobId);
    },
    execute: async (job, run, signal) => {
      await reviewing.release(run.id);
      const ending = await execute(job, run, signal);
      log.info('execution ended', { runId: run.id, attempt: run.attempt, ending: ending.kind });
      // Whoever has called it off meanwhile wants no pull request of it.
      if (ending.kind === 'settled' && signal.reason !== 'cancel') publishing.byItself(run.id);
      disk.grew(run.id);
      return ending;
    },
  });

  const disk = createDiskKeeper({
    records,
    paths,
    git,
    disk: options.disk,
    machine: options.machine,
    clock,
    quotaGb: () => settings.current().diskQuotaGb,
    // A check that a person asked for is at work in what would be removed first.
    isActive: (runId) => queue.isActive(runId) || reviewing.isChecking(runId),
    notices,
    onRoom: scheduler.look,
    onDefect,
  });
  const rooms: JobCommandRooms = { records, queue, budget, publishing, clock, random, log };
  const dayTurn = createDayTurn({ records, queue, budget, clock, onDefect });
  let sandbox: SandboxState | null = null;
  /** What the windows' first screen needs is there; the rest is looked at while they open. */
  const lookAround = async (quiet: Promise<void> | undefined): Promise<void> => {
    await habits.load();
    await keys.load();
    ready.resolve();
    await quiet;
    const version = await git.version();
    if (!version.ok)
      notices.add({ id: 'git', level: 'error', text: version.error.message, next: version.error.next ?? null });
    const { available, reason } = await options.sandboxAvailable();
    sandbox = { available, reason };
    pushes.send({ type: 'sandbox', sandbox });
  };

  return {
    async start(quiet) {
      const loadedSettings = await settings.load();
      const unreadable = !loadedSettings.ok && loadedSettings.error.code === 'store_unreadable';
      // Set aside, and no reason to keep anybody from the work.
      if (unreadable) warn('The settings could not be read; the usual ones apply.', loadedSettings.error.next ?? null);
      const loaded = loadedSettings.ok || unreadable ? await records.load() : loadedSettings;
      if (!loaded.ok) {
        const { message, why, next } = loaded.error;
        notices.add({
          id: 'store',
          level: 'error',
          text: [message, why].filter(Boolean).join(' '),
          next: next ?? null,
        });
        log.error('the store could not be loaded', { ...loaded.error });
        return loaded;
      }
      await endLeftovers({ paths, records, underWay }, warn);
      looking = lookAround(quiet).catch(onDefect);
      await queue.start();
      dayTurn.start();
      publishing.start();
      disk.look();
      return ok(null);
    },
    ready: () => ready.promise,
    power: { suspend: powering.suspend, resume: powering.resume, limitSpeed: powering.limitSpeed },
    async stop() {
      await looking;
      await dayTurn.stop();
      await queue.stop();
      await underWay.idle();
      await publications.stop();
      await disk.stop();
      await options.grouping.close();
      const saved = await records.close();
      if (!saved.ok) log.error('not everything could be saved', { ...saved.error });
    },
    onPush: pushes.listen,
    async haltJob(jobId, reason) {
      const paused = queue.pause(jobId, 'person', reason);
      publishing.hold(jobId);
      for (const { id } of records.runs(jobId)) queue.stepAside(id);
      return paused;
    },
    createDemoJob: (input) => createJob(rooms, input, true),
    async jobEnded(jobId) {
      await queue.ended(jobId);
      await publishing.idle(jobId);
      return records.runs(jobId).sort((a, b) => a.position - b.position);
    },
    ...savingPatches({ records, paths, git }),
    ...openingFolders({ git, paths, isActive: queue.isActive, isChecking: reviewing.isChecking }),
    app: {
      state: async () =>
        ok({
          version: options.version,
          platform: options.platform,
          settings: settings.current(),
          keys: keys.states(),
          keyStorage: keys.storage(),
          sandbox,
          jobs: records.summaries().sort((a, b) => b.job.createdAt - a.job.createdAt),
          notices: notices.list(),
          held: holdingBack.told(),
          scripted: options.scripted,
          dataPath: options.dataFolder,
        }),
      dismissNotice: async ({ id }) => {
        notices.remove(id);
        return ok({});
      },
    },
    ...settingsCommands({ ...rooms, settings, keys, models, pushes, disk }),
    repos: {
      preflight: async ({ repos }) => {
        await ready.promise;
        const { github, token } = worlds.regular();
        return ok(await preflight(repos, { git, github, token }));
      },
      sshHosts: async ({ names }) => ok({ ...(await git.sshHosts(names)) }),
      readDropped: async ({ paths: dropped }) => ok(await readDropped(dropped)),
    },
    jobs: { ...jobCommands(rooms, checked), groups: reviewing.groups },
    runs: { ...runCommands({ ...publications, records, queue, paths, git }), ...reviewing.runs },
    threads: {
      watch: async ({ runId }) => ok(pushes.watch(runId)),
      unwatch: async ({ runId }) => {
        pushes.unwatch(runId);
        return ok({});
      },
    },
    demo: { start: createDemo({ jobs: rooms, worlds, defaults: () => settings.current().jobDefaults, notices }) },
  };
}
