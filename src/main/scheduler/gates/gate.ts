import type { Job } from '../../../shared/job.ts';
import type { HoldReason } from '../../../shared/messages/holds.ts';
import type { Run } from '../../../shared/run.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Records } from '../../store/contract.ts';
import type { HostHolds } from '../host-holds.ts';
import type { LaneName } from '../lanes.ts';
import type { Machine } from '../machine-sample.ts';
import type { RateGovernor } from '../rate-governor.ts';
import type { Closed, GateCode } from './held.ts';

/** A condition that keeps work of some lanes from starting. Started work is never stopped by a gate. */
export type Gate = { code: GateCode; lanes: readonly LaneName[] } & (
  | { keeps: 'job'; check(job: Job): Closed | null }
  | { keeps: 'run'; check(run: Run): Closed | null }
  /** Checked for the next run, given how many of its lane are active. While closed, no other run overtakes. */
  | { keeps: 'lane'; check(next: Run, lane: { name: LaneName; working: number }): Closed | null }
);

/** What the gates depend on. */
export interface GateDeps {
  records: Pick<Records, 'awaitingReview' | 'spentToday'>;
  settings: () => Settings;
  clock: Clock;
  holds: HostHolds;
  machine: Pick<Machine, 'sample'>;
  governor: Pick<RateGovernor, 'hold'>;
  /** Why no run should make a clone, or null. */
  disk: () => HoldReason | null;
  /** Why no work should start beside `working` others, or null. */
  power: (working: number) => HoldReason | null;
}
