import type { Result } from '../../shared/errors.ts';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import type { JobSummary } from '../../shared/methods/jobs.ts';
import type { Run } from '../../shared/run.ts';
import type { JobFigures } from './job-figures.ts';

/** Hears what changed, after it was saved. */
export interface RecordsListener {
  onRuns(jobId: JobId, runs: readonly Run[]): void;
  onJob(jobId: JobId): void;
  onRemoved(jobId: JobId): void;
  onEvents(runId: RunId, events: readonly RunEvent[]): void;
  /** Something stored could not be read or written; the app goes on. */
  onProblem(text: string, next: string | null): void;
}

/** All jobs, runs and events: the one writer of them. Events are saved first, then folded into the row, then told. */
export interface Records {
  load(): Promise<Result<null>>;
  summaries(): JobSummary[];
  summary(jobId: JobId): JobSummary | undefined;
  /** A job in memory; finished ones of earlier starts are there only after `open`. */
  job(jobId: JobId): Job | undefined;
  run(runId: RunId): Run | undefined;
  runs(jobId: JobId): Run[];
  loadedJobs(): Job[];
  /** Sums over the runs of a job in memory. */
  figures(jobId: JobId): Readonly<JobFigures> | undefined;
  /** Changes of all jobs, of earlier starts too, that nobody has decided on yet. */
  awaitingReview(): number;
  /** Loads a job when it is not in memory yet. Errors: not_found, store_unreadable. */
  open(jobId: JobId): Promise<Result<Job>>;
  addJob(job: Job, runs: readonly Run[]): Promise<Result<null>>;
  changeJob(jobId: JobId, change: (job: Job) => Job): Promise<Result<null>>;
  removeJob(jobId: JobId): Promise<Result<null>>;
  /** Appends events to a run; answers with the new row once they are on disk. */
  record(runId: RunId, ...bodies: RunEventBody[]): Promise<Result<Run>>;
  /** The saved events after a number, oldest first and at most `limit`. */
  events(runId: RunId, after: number, limit?: number): Promise<Result<RunEvent[]>>;
  /** Calls with each event of a run as it is saved, whoever records it; returns what ends that. */
  follow(runId: RunId, onEvents: (events: readonly RunEvent[]) => void): () => void;
  /** Shows a state that could not be saved (full disk); the next saved event replaces it. */
  showUnsaved(runId: RunId, change: Partial<Run>): void;
  spentToday(): number;
  close(): Promise<Result<null>>;
}
