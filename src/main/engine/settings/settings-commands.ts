import { ok } from '../../../shared/errors.ts';
import type { SettingsStore } from '../../store/settings.ts';
import type { Pushes } from '../app/pushes.ts';
import type { EngineCommands } from '../contract.ts';
import type { DiskKeeper } from '../disk/disk-keeper.ts';
import type { JobCommandDeps } from '../jobs/job-commands.ts';
import { isRaised, openPaused, resumeAfterBudget } from '../jobs/job-options.ts';
import type { Keys } from './keys.ts';
import type { KnownModels } from './known-models.ts';

/** Settings and keys: what waits for one of them goes on by itself once it is there. */
export function settingsCommands(
  deps: JobCommandDeps & {
    settings: SettingsStore;
    keys: Keys;
    models: Pick<KnownModels, 'facts'>;
    pushes: Pick<Pushes, 'send'>;
    disk: Pick<DiskKeeper, 'check'>;
  },
): Pick<EngineCommands, 'settings' | 'keys' | 'models'> {
  const { records, queue, budget, settings, keys, models, pushes, disk } = deps;
  return {
    settings: {
      update: async ({ settings: next }) => {
        const before = settings.current();
        const saved = await settings.save(next);
        if (!saved.ok) return saved;
        const after = settings.current();
        pushes.send({ type: 'settings', settings: after });
        if (before.anthropicUrl !== after.anthropicUrl || before.githubUrl !== after.githubUrl) await keys.load();
        budget.reconsider();
        if (isRaised(before.dayBudgetUsd, after.dayBudgetUsd)) {
          for (const jobId of await openPaused(records, 'budget')) await resumeAfterBudget(deps, jobId, 'day_budget');
        }
        queue.schedule();
        if (before.diskQuotaGb !== after.diskQuotaGb) disk.check();
        return ok({});
      },
    },
    models: {
      facts: async ({ model }) => {
        const key = keys.value('claude');
        if (key === null) return ok(null);
        return models.facts(key, settings.current().anthropicUrl, model);
      },
    },
    keys: {
      set: async ({ name, value }) => {
        const set = await keys.set(name, value);
        if (!set.ok) return set;
        for (const jobId of await openPaused(records, 'keys')) await queue.resume(jobId);
        return set;
      },
      remove: async ({ name }) => {
        const removed = await keys.remove(name);
        return removed.ok ? ok({}) : removed;
      },
    },
  };
}
