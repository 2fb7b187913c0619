import { ok } from '../../shared/errors.ts';
import type { JobId } from '../../shared/ids.ts';
import type { Pause } from '../../shared/job.ts';
import type { EngineCommands } from '../engine.ts';
import type { SettingsStore } from '../store/settings.ts';
import type { DiskKeeper } from './disk-keeper.ts';
import { isRaised, type JobCommandRooms, resumeAfterBudget } from './job-commands.ts';
import type { Keys } from './keys.ts';
import type { Pushes } from './pushes.ts';

/** Settings and keys: what waits for one of them goes on by itself once it is there. */
export function settingsCommands(
  rooms: JobCommandRooms & {
    settings: SettingsStore;
    keys: Keys;
    pushes: Pick<Pushes, 'send'>;
    disk: Pick<DiskKeeper, 'look'>;
  },
): Pick<EngineCommands, 'settings' | 'keys'> {
  const { records, queue, budget, settings, keys, pushes, disk } = rooms;
  /** Jobs that stand still for this reason, of earlier starts too; they are read into memory. */
  const openPaused = async (by: Pause['by']): Promise<JobId[]> => {
    const paused = records.summaries().filter(({ job }) => job.paused?.by === by);
    for (const { job } of paused) await records.open(job.id);
    return paused.map(({ job }) => job.id);
  };
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
          for (const jobId of await openPaused('budget')) await resumeAfterBudget(rooms, jobId, 'day_budget');
        }
        queue.look();
        if (before.diskQuotaGb !== after.diskQuotaGb) disk.look();
        return ok({});
      },
    },
    keys: {
      set: async ({ name, value }) => {
        const set = await keys.set(name, value);
        if (!set.ok) return set;
        for (const jobId of await openPaused('keys')) await queue.resume(jobId);
        return set;
      },
      remove: async ({ name }) => {
        const removed = await keys.remove(name);
        return removed.ok ? ok({}) : removed;
      },
    },
  };
}
