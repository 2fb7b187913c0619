import { midnight } from '../../../shared/time-of-day.ts';
import type { Clock } from '../../lib/clock.ts';
import { createAlarm } from '../../scheduler/alarm.ts';
import type { JobCommandDeps } from '../jobs/job-commands.ts';
import { openPaused } from '../jobs/job-options.ts';

/** At midnight the daily budget resets: runs that it stopped continue. */
export interface DailyReset {
  /** Also continues runs that earlier days left. */
  start(): void;
  stop(): Promise<void>;
}

/** A timer may fire slightly early, before the date has changed. */
const AFTER_MIDNIGHT_MS = 1_000;

export function createDailyReset(
  deps: Pick<JobCommandDeps, 'records' | 'queue' | 'budget'> & {
    clock: Clock;
    onDefect: (error: unknown) => unknown;
  },
): DailyReset {
  const { records, queue, budget, clock } = deps;
  let last: Promise<unknown> = Promise.resolve();

  const resume = async (today: number): Promise<void> => {
    for (const jobId of await openPaused(records, 'budget')) {
      const paused = records.job(jobId)?.paused;
      if (paused?.limit === 'day_budget' && paused.at < today) await queue.resume(jobId);
    }
    budget.reconsider();
    queue.schedule();
  };
  const turn = (now: number) => {
    last = resume(midnight(now)).catch(deps.onDefect);
    alarm.setFor(midnight(now, 1) + AFTER_MIDNIGHT_MS);
  };
  const alarm = createAlarm(clock, turn);
  return {
    start: () => turn(clock.now()),
    async stop() {
      alarm.setFor(null);
      await last;
    },
  };
}
