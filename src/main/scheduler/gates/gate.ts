import type { Job } from '../../../shared/job.ts';
import type { Run } from '../../../shared/run.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Records } from '../../store/contract.ts';
import type { HostHolds } from '../host-holds.ts';
import type { LaneName } from '../lanes.ts';
import type { Machine } from '../machine-sample.ts';
import type { RateGovernor } from '../rate-governor.ts';
import type { Closed, GateCode } from './held.ts';

/** What may keep work of some lanes from beginning. Whatever has begun is never stopped by one. */
export type Gate = { code: GateCode; lanes: readonly LaneName[] } & (
  | { keeps: 'job'; check(job: Job): Closed | null }
  | { keeps: 'run'; check(run: Run): Closed | null }
  /** Asked of the one that would be next, beside those of its lane that are at work. Nobody else passes. */
  | { keeps: 'lane'; check(next: Run, lane: { name: LaneName; working: number }): Closed | null }
);

/** What the gates ask. */
export interface GateDeps {
  records: Pick<Records, 'awaitingReview' | 'spentToday'>;
  settings: () => Settings;
  clock: Clock;
  holds: HostHolds;
  machine: Pick<Machine, 'sample'>;
  governor: Pick<RateGovernor, 'hold'>;
  /** Why no run should make a clone, in words, or null. */
  disk: () => string | null;
  /** Why nothing should begin beside so many others, in words, or null. */
  power: (working: number) => string | null;
}
