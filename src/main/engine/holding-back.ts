import type { Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../clock.ts';
import { dayHold } from '../queue/day-budget.ts';
import { createMachineGovernor, type Machine } from '../queue/machine-governor.ts';
import { reviewHold } from '../queue/people-governor.ts';
import type { RateGovernor } from '../queue/rate-governor.ts';
import type { Records } from '../store/records-room.ts';
import type { DiskKeeper } from './disk-keeper.ts';
import type { Notices } from './notices.ts';
import type { Powering } from './powering.ts';
import type { Pushes } from './pushes.ts';

/** Joins the computer's sleep and the governors of people, API and machine: one sentence for why no run is started. */
export interface HoldingBack {
  /** Why `next` should not start beside the `working` ones, or null. */
  reason(working: number, next: Pick<Run, 'baseCommit'>): string | null;
  /** Why no run of this job should start although others may, or null. */
  jobReason(job: Job): string | null;
  /** What the queue made of it: null while nothing waits for it. Told to windows when it changes. */
  tell(reason: string | null): void;
  /** What windows were told last. */
  told(): string | null;
}

const REVIEW_NOTICE = 'review limit';

export function createHoldingBack(rooms: {
  records: Pick<Records, 'awaitingReview' | 'spentToday'>;
  settings: () => Settings;
  clock: Clock;
  machine: Pick<Machine, 'sample'>;
  governor: Pick<RateGovernor, 'holdWords'>;
  disk: () => Pick<DiskKeeper, 'holdWords'>;
  powering: Pick<Powering, 'holdWords'>;
  pushes: Pick<Pushes, 'send'>;
  notices: Pick<Notices, 'add' | 'remove'>;
}): HoldingBack {
  const { records, settings, pushes, notices } = rooms;
  const machine = createMachineGovernor(rooms.clock, rooms.machine.sample);
  let told: string | null = null;
  /** Limits of people are undone by people, so they are also said where nobody can miss them. */
  let forReview: string | null = null;
  return {
    reason(working, next) {
      forReview = reviewHold(settings().reviewLimit, records.awaitingReview(), working);
      const host = new URL(settings().anthropicUrl).host;
      return (
        rooms.powering.holdWords(working) ??
        forReview ??
        // Who has a clone already takes no new one.
        (next.baseCommit === null ? rooms.disk().holdWords() : null) ??
        rooms.governor.holdWords(host) ??
        machine.holdBack(working)
      );
    },
    jobReason: (job) => (job.demo ? null : dayHold(settings().dayBudgetUsd, records.spentToday(), job.settings.model)),
    tell(reason) {
      if (reason === told) return;
      told = reason;
      pushes.send({ type: 'held', reason });
      if (reason === null || reason !== forReview) notices.remove(REVIEW_NOTICE);
      else {
        const next = 'Review some, or raise the limit in Settings.';
        notices.add({ id: REVIEW_NOTICE, level: 'info', text: reason, next });
      }
    },
    told: () => told,
  };
}
