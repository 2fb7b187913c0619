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
  /** Rate-limit holds of hosts, shared by everything that talks to them. */
  holds: HostHolds;
  /** Runs that may work at the same time. */
  concurrency: () => number;
  /** Executes one run. The signal's reason is a StopReason. It may throw: that is a defect. */
  execute: (job: Job, run: Run, signal: AbortSignal) => Promise<BudgetedResult>;
  onDefect: (error: unknown) => AppError;
  /** Which gate holds runs back; null when none does. Called after each scheduling pass. */
  onHeldBack: (held: Held | null) => void;
  /** Sessions of the job end after their current step. */
  onPaused: (jobId: JobId, pause: Pause) => void;
}

/** The lane of executions and the commands on its runs. Every decision is saved before a call returns. */
export interface Queue {
  /** Requeues what an earlier start left unfinished, then starts runs. */
  start(): Promise<void>;
  /** Something changed that may let work begin. */
  schedule(): void;
  /** Cancels these runs; resolves when each cancellation is saved. */
  cancel(runIds: readonly RunId[]): Promise<Result<null>>;
  retry(runIds: readonly RunId[]): Promise<Result<null>>;
  /** Ends the waits of these runs for their next try; the automatic tries begin anew. */
  tryNow(runIds: readonly RunId[]): Promise<Result<null>>;
  /** A message to the sessions of these runs; a settled run is queued for another turn. */
  comment(runIds: readonly RunId[], text: string): Promise<Result<null>>;
  /** Waiting runs begin with the newest prompt. */
  renew(runIds: readonly RunId[]): Promise<Result<null>>;
  /** Puts runs that stopped at a limit back into the queue, in their threads. */
  goOn(runIds: readonly RunId[]): Promise<Result<null>>;
  pause(jobId: JobId, by: Pause['by'], reason: Pause['reason']): Promise<Result<null>>;
  resume(jobId: JobId): Promise<Result<null>>;
  /** Puts runs of one job, in this order, before another one or at the end. */
  reorder(runIds: readonly RunId[], before: RunId | null): Promise<Result<null>>;
  /** Requeues a running run of a paused job; its session continues in the same thread later. */
  stepAside(runId: RunId): void;
  isActive(runId: RunId): boolean;
  /** How many runs are executing. */
  working(): number;
  /** Resolves once no run of the job is executing or about to start. */
  ended(jobId: JobId): Promise<void>;
  /** Aborts every execution because the app quits, and waits for them. */
  stop(): Promise<void>;
}
