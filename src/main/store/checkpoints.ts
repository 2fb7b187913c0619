import { ok, type Result } from '../../shared/errors.ts';
import type { DaySpendStore } from './day-spend.ts';
import type { EventLog } from './event-log.ts';
import type { LoadedJobs } from './loaded-jobs.ts';

/** Lets the journal start anew when documents, index and day hold all that it held. */
export interface Checkpoints {
  /** Now. */
  make(): Promise<Result<null>>;
  /** Now and then, behind the back of whoever is at work. */
  makeWhenLong(): void;
  /** Resolves when none is being made. */
  idle(): Promise<unknown>;
}

const JOURNAL_LIMIT = 8 * 1024 * 1024;

export function createCheckpoints(log: EventLog, jobs: LoadedJobs, daySpend: DaySpendStore): Checkpoints {
  let making: Promise<unknown> | null = null;
  const make = () =>
    log.checkpoint(async () => {
      for (const { saver } of jobs.all.values()) {
        const saved = saver.pending() ? await saver.now() : ok(null);
        if (!saved.ok) return saved;
      }
      const spend = await daySpend.save();
      return spend.ok ? jobs.saveIndex() : spend;
    });
  return {
    make,
    makeWhenLong() {
      if (making !== null || log.journalBytes() < JOURNAL_LIMIT) return;
      making = make().finally(() => {
        making = null;
      });
    },
    idle: async () => making,
  };
}
