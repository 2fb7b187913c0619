import type { HoldReason } from '../../shared/messages/holds.ts';
import { createBudget } from '../scheduler/budget.ts';
import { createGates } from '../scheduler/gates/index.ts';
import { createHostHolds } from '../scheduler/host-holds.ts';
import { createQueue } from '../scheduler/queue.ts';
import { createRateGovernor } from '../scheduler/rate-governor.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createWarmUp } from '../scheduler/warm-up.ts';
import type { Accounts } from './accounts.ts';
import { createPowerState } from './app/power-state.ts';
import type { Base } from './base.ts';
import { createReviewing } from './changes/reviewing.ts';
import { createDiskKeeper } from './disk/disk-keeper.ts';
import { createHoldNotice } from './jobs/hold-notice.ts';
import { createPublications } from './publications/publications.ts';
import { createDailyReset } from './runs/daily-reset.ts';
import { createCheckAgain, createExecution, type ExecutionDeps } from './runs/executions.ts';
import { createPermits } from './runs/permits.ts';
import { spendingOf } from './runs/spending.ts';
import { createImpatience } from './runs/try-now.ts';

/** What decides when something may go on: money, hosts, the machine, people. Whoever is asked later is named by a function. */
function createLimits(
  { options, clock, settings, notices, records, onDefect }: Base,
  later: { working: () => number; diskHold: () => HoldReason | null },
) {
  const holds = createHostHolds(clock);
  const governor = createRateGovernor(clock, holds);
  const powerState = createPowerState({
    ...{ clock, notices },
    working: later.working,
    afterWake: () => {
      clock.woke();
      governor.forget();
    },
    onChange: () => scheduler.schedule(),
  });
  const scheduler = createScheduler({
    ...{ records, clock, onDefect },
    gates: createGates({
      ...{ records, clock, holds, governor },
      settings: settings.current,
      machine: options.machine,
      disk: later.diskHold,
      power: powerState.holdReason,
    }),
  });
  return { budget: createBudget(spendingOf(records, settings.current)), holds, governor, powerState, scheduler };
}

/** All that works: executions, publications, checks that a person asks for, and what looks after the disk and the day. */
export function createWork(base: Base, accounts: Accounts) {
  const { options, log, clock, paths, settings, pushes, notices, onDefect, saved, records, underWay } = base;
  const { git, random } = options;
  const limits = createLimits(base, { working: () => queue.working(), diskHold: () => disk.holdReason() });
  const { budget, holds, governor, powerState, scheduler } = limits;
  const holdNotice = createHoldNotice({ pushes, notices });
  const publications = createPublications({
    ...{ scheduler, records, paths, git, clock, holds, onDefect, ...accounts },
    keys: options.knownSecrets,
  });
  const permits = createPermits({
    ...{ records, clock, budget, governor, powerState },
    stepAside: (runId) => queue.stepAside(runId),
  });
  const impatience = createImpatience();
  const executionDeps: ExecutionDeps = {
    ...{ options, records, clock, paths, permits, underWay, governor, powerState, pushes, impatience, ...accounts },
    warmUp: createWarmUp(clock),
  };
  const execute = createExecution(executionDeps);
  const reviewing = createReviewing({
    ...{ records, paths, git },
    grouping: options.grouping,
    queue: () => queue,
    checkAgain: createCheckAgain(executionDeps),
  });
  const queue = createQueue({
    ...{ scheduler, records, clock, random, holds, onDefect },
    concurrency: () => settings.current().concurrency,
    onHeldBack: holdNotice.tell,
    onPaused: (jobId, { by, reason }) => {
      log.info('job paused', { jobId, by, reason: reason.code });
      permits.paused(jobId);
    },
    execute: async (job, run, signal) => {
      await reviewing.release(run.id);
      const result = await execute(job, run, signal);
      log.info('execution ended', { runId: run.id, attempt: run.attempt, result: result.kind });
      // Whoever has called it off meanwhile wants no pull request of it.
      if (result.kind === 'settled' && signal.reason !== 'cancel') publications.publishing.byItself(run.id);
      disk.grew(run.id);
      return result;
    },
  });
  const disk = createDiskKeeper({
    ...{ records, paths, git, clock, notices, onDefect },
    disk: options.disk,
    machine: options.machine,
    quotaGb: () => settings.current().diskQuotaGb,
    // A check that a person asked for is at work in what would be removed first.
    isActive: (runId) => queue.isActive(runId) || reviewing.isChecking(runId),
    onSpace: scheduler.schedule,
  });
  saved.on('job_removed', disk.removed);
  saved.on('events', (runId, events) => {
    const kinds = new Set(events.map(({ body }) => body.kind));
    if (kinds.has('cloned')) disk.grew(runId);
    if (kinds.has('reviewed') || kinds.has('pull_request_saved')) disk.check();
  });
  const dailyReset = createDailyReset({ records, queue, budget, clock, onDefect });
  return {
    ...publications,
    publications,
    budget,
    impatience,
    powerState,
    holdNotice,
    reviewing,
    queue,
    disk,
    dailyReset,
  };
}
export type Work = ReturnType<typeof createWork>;
