import type { AppError, Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Job, Pause } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { Clock } from '../lib/clock.ts';
import type { Records } from '../store/contract.ts';
import type { BudgetedResult } from './after-execution.ts';
import type { Held } from './gates/held.ts';
import type { HostHolds } from './host-holds.ts';
import type { Scheduler } from './scheduler.ts';

export interface QueueOptions {
  scheduler: Scheduler;
  records: Records;
  clock: Clock;
  random: () => number;
  /** What hosts have asked of everybody: learned here and wherever else a host is spoken to. */
  holds: HostHolds;
  /** Runs that may work at the same time. */
  concurrency: () => number;
  /** Executes one run. The signal's reason is a StopReason. It may throw: that is a defect. */
  execute: (job: Job, run: Run, signal: AbortSignal) => Promise<BudgetedResult>;
  onDefect: (error: unknown) => AppError;
  /** What keeps runs while they wait for nothing else; null as soon as none does. Called at each look. */
  onHeldBack: (held: Held | null) => void;
  /** The job's sessions end between two steps. */
  onPaused: (jobId: JobId, pause: Pause) => void;
}

/** The lane of executions, and what is done to runs in it. Everything that it decides is saved before it answers. */
export interface Queue {
  /** Goes on with what an earlier start left unfinished, then starts runs. */
  start(): Promise<void>;
  /** Something changed that may let work begin. */
  schedule(): void;
  /** Ends these runs; the answer comes when each end is on disk. */
  cancel(runIds: readonly RunId[]): Promise<Result<null>>;
  retry(runIds: readonly RunId[]): Promise<Result<null>>;
  /** A message to the sessions of these runs; a settled run is queued for another turn. */
  comment(runIds: readonly RunId[], text: string): Promise<Result<null>>;
  /** Waiting runs begin with the newest prompt. */
  renew(runIds: readonly RunId[]): Promise<Result<null>>;
  /** Puts runs that stopped at a limit back into the queue, in their threads. */
  goOn(runIds: readonly RunId[]): Promise<Result<null>>;
  pause(jobId: JobId, by: Pause['by'], reason: string): Promise<Result<null>>;
  resume(jobId: JobId): Promise<Result<null>>;
  /** Puts runs of one job, in this order, before another one or at the end. */
  reorder(runIds: readonly RunId[], before: RunId | null): Promise<Result<null>>;
  /** Takes a working run of a paused job back into the queue; its session goes on in its thread later. */
  stepAside(runId: RunId): void;
  isActive(runId: RunId): boolean;
  /** How many runs work. */
  working(): number;
  /** Resolves once nothing of the job works and nothing of it would start soon by itself. */
  ended(jobId: JobId): Promise<void>;
  /** Tells every execution that the app quits, and waits for them. */
  stop(): Promise<void>;
}
