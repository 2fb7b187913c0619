import { createAccounts } from './accounts.ts';
import { appCommands } from './app/app-commands.ts';
import { createBase } from './base.ts';
import { cloneFolders } from './changes/clone-folders.ts';
import { exportPatches } from './changes/export-patches.ts';
import type { Engine, EngineOptions } from './contract.ts';
import { createDemo } from './demo/demo-job.ts';
import { beforeJob } from './jobs/before-job.ts';
import { createJob, type JobCommandDeps, jobCommands } from './jobs/job-commands.ts';
import { createLifecycle } from './lifecycle.ts';
import { repoCommands } from './repos/repo-commands.ts';
import { runCommands } from './runs/run-commands.ts';
import { settingsCommands } from './settings/settings-commands.ts';
import { createWork } from './work.ts';

/** Joins the modules: records save events, pushes notify windows, and the scheduler decides what starts. */
export function createEngine(options: EngineOptions): Engine {
  const base = createBase(options);
  const accounts = createAccounts(base);
  const work = createWork(base, accounts);
  const { log, clock, paths, settings, pushes, notices, records } = base;
  const { keys, services, models, ready } = accounts;
  const { plans, publishing, following, budget, impatience, powerState, reviewing, queue, disk } = work;
  const { git, random } = options;
  const { sandbox, ...lifecycle } = createLifecycle(base, accounts, work);

  const deps: JobCommandDeps = { records, queue, budget, publishing, clock, random, log };
  const checked = beforeJob({ ready, settings: settings.current, keys, models, notices });
  return {
    ...lifecycle,
    power: { suspend: powerState.suspend, resume: powerState.resume, limitSpeed: powerState.limitSpeed },
    onPush: pushes.listen,
    async haltJob(jobId, reason) {
      const paused = queue.pause(jobId, 'person', reason);
      publishing.hold(jobId);
      for (const { id } of records.runs(jobId)) queue.stepAside(id);
      return paused;
    },
    createDemoJob: (input) => createJob(deps, input, true),
    async jobEnded(jobId) {
      await queue.ended(jobId);
      await publishing.idle(jobId);
      return records.runs(jobId).sort((a, b) => a.position - b.position);
    },
    ...exportPatches({ records, paths, git }),
    ...cloneFolders({ git, paths, isActive: queue.isActive, isChecking: reviewing.isChecking }),
    ...appCommands(base, accounts, work, sandbox),
    ...settingsCommands({ ...deps, settings, keys, models, pushes, disk }),
    repos: repoCommands(base, accounts),
    jobs: { ...jobCommands(deps, checked), groups: reviewing.groups },
    runs: {
      ...runCommands({ plans, publishing, following, records, queue, paths, git, impatience, now: clock.now }),
      ...reviewing.runs,
    },
    demo: { start: createDemo({ jobs: deps, services, defaults: () => settings.current().jobDefaults, notices }) },
  };
}
