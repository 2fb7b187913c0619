import type { RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { Held } from './gates/held.ts';
import type { Wants } from './pick.ts';

/** Kinds of work on runs. A run may be in one lane only once, and each lane has places of its own. */
export type LaneName = 'execute' | 'publish' | 'follow';

/** Why work is told to end. `pause`: its job was paused and it has come to the end of a step. */
export type StopReason = 'cancel' | 'quit' | 'pause';

export interface Lane {
  name: LaneName;
  /** How many may go at the same time. Whoever waits, for a time or before a gate, holds none of them. */
  slots: () => number;
  /** Jobs with something for this lane: others cost nothing, however many there are. */
  jobs: () => readonly Job[];
  /** Read off what is saved, so that order, pause, retry and resume are the same before and after a restart. */
  wants: Wants;
  /** The signal's reason is a StopReason. What it throws is a defect. */
  go: (run: Run, signal: AbortSignal) => Promise<void>;
  /** A gate is closed for this run; without this it waits before it. */
  refused?: (run: Run, held: Held) => void;
  /** After each look: why work waits that waits for nothing else, or null. */
  onScheduled?: (held: Held | null) => void;
}

/** A lane as its owner sees it. */
export interface OpenLane {
  /** From here on work begins. */
  start(): void;
  isActive(runId: RunId): boolean;
  /** How many are at work. */
  working(): number;
  /** Those at work, of one job. */
  activeOf(jobId: Job['id']): boolean;
  /** Tells this run's work to end; resolves when it has. Null when it is not at work. */
  end(runId: RunId, why: StopReason): Promise<void> | null;
  /** Why all of a job is kept for a long time while other jobs pass, or null. */
  keptJob(job: Job): Held | null;
  isStarted(): boolean;
  /** Nothing begins any more; what is at work is told that the app quits, and waited for. */
  stop(): Promise<void>;
}
