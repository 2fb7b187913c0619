import type { RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { Held } from './gates/held.ts';
import type { Wants } from './pick.ts';

/** Kinds of work on runs. A run is in a lane at most once, and each lane has its own slots. */
export type LaneName = 'execute' | 'publish' | 'follow';

/** Why work is aborted. `pause`: its job was paused and the current step is over. */
export type StopReason = 'cancel' | 'quit' | 'pause';

export interface Lane {
  name: LaneName;
  /** How many may run at the same time. Waiting work holds no slot. */
  slots: () => number;
  /** Jobs with work for this lane; others are not looked at. */
  jobs: () => readonly Job[];
  /** Derived from saved rows, so that order, pause, retry and resume survive a restart. */
  wants: Wants;
  /** Does the work. The signal's reason is a StopReason; an exception is a defect. */
  go: (run: Run, signal: AbortSignal) => Promise<void>;
  /** Called when a gate is closed for this run; without it the run just waits. */
  refused?: (run: Run, held: Held) => void;
  /** Called after each scheduling pass with the gate that holds work back, or null. */
  onScheduled?: (held: Held | null) => void;
}

/** A lane, for its owner. */
export interface OpenLane {
  /** Starts scheduling. */
  start(): void;
  isActive(runId: RunId): boolean;
  /** How many runs are active. */
  working(): number;
  /** Is any run of this job active? */
  activeOf(jobId: Job['id']): boolean;
  /** Aborts this run's work; resolves when it has ended. Null when it is not active. */
  end(runId: RunId, why: StopReason): Promise<void> | null;
  /** The gate that blocks the whole job while other jobs may start, or null. */
  keptJob(job: Job): Held | null;
  isStarted(): boolean;
  /** Stops scheduling, aborts active work because the app quits, and waits for it. */
  stop(): Promise<void>;
}
