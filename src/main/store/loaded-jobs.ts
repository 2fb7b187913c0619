import { failure, ok, type Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import type { JobSummary } from '../../shared/methods/jobs.ts';
import { applyEventToRun, type Run } from '../../shared/run.ts';
import type { Clock } from '../lib/clock.ts';
import type { RecordsListener } from './contract.ts';
import type { EventLog } from './event-log.ts';
import { openJobDocument } from './job-document.ts';
import { countIn, figuresOf, type JobFigures } from './job-figures.ts';
import { fileStamp, type IndexEntry, isUnfinished, openJobIndex, summarize } from './job-index.ts';
import { STORE_VERSION } from './migrations.ts';
import type { StorePaths } from './paths.ts';
import { rowsBehind } from './rows-behind.ts';
import { createSaver, type Saver } from './saver.ts';

/** A job in memory, with the rows of its runs. */
export interface LoadedJob {
  job: Job;
  /** How often the job itself was changed: of two stored states the one with more is the later one. */
  changes: number;
  runs: Map<RunId, Run>;
  figures: JobFigures;
  saver: Saver;
}

/** The jobs that are in memory, and what the index knows of the others. */
export interface LoadedJobs {
  all: ReadonlyMap<JobId, LoadedJob>;
  index: Map<JobId, IndexEntry>;
  /** What an earlier start left, or null. From then on an earlier version of the app refuses the data folder. */
  readIndex(): Promise<Result<{ jobs: IndexEntry[] } | null>>;
  saveIndex(): Promise<Result<null>>;
  /** Takes a job into memory. */
  keep(job: Job, runs: readonly Run[], changes?: number): LoadedJob;
  /** Reads one document into memory and folds what its runs' logs know beyond it. */
  load(jobId: JobId, log: EventLog): Promise<Result<LoadedJob>>;
  forget(jobId: JobId): void;
  setRow(entry: LoadedJob, run: Run): void;
  /** Its document may lag behind: the journal holds what it lacks. */
  saveLater(entry: LoadedJob): void;
  summary(jobId: JobId): JobSummary | undefined;
}

/** A document is written whole, so that of a large job waits longer and costs the same per second. */
const LATER_MS = 500;
const LATER_MS_PER_RUN = 5;
/**
 * The index is as long as the history. Of a job that is at work a start believes nothing, so its saves leave it alone; without
 * the last entries a start reads some documents more.
 */
const INDEX_LATER_MS = 5_000;
const RETRY_MS = 5_000;

export function createLoadedJobs(options: {
  paths: StorePaths;
  clock: Clock;
  listener: Pick<RecordsListener, 'onProblem'>;
}): LoadedJobs {
  const { paths, clock, listener } = options;
  const now = () => clock.now();
  const all = new Map<JobId, LoadedJob>();
  const index = new Map<JobId, IndexEntry>();
  const indexDocument = openJobIndex(paths.index, now);
  const saverOf = (save: () => Promise<Result<null>>) =>
    createSaver({
      clock,
      retryMs: RETRY_MS,
      save,
      onFailure: ({ error }) => listener.onProblem(error.message, error.next ?? null),
    });
  const indexSaver = saverOf(() => indexDocument.save({ version: STORE_VERSION, jobs: [...index.values()] }));

  const setRow = (entry: LoadedJob, run: Run) => {
    const before = entry.runs.get(run.id);
    if (before) countIn(entry.figures, before, -1);
    countIn(entry.figures, run);
    entry.runs.set(run.id, run);
  };
  const saveLater = ({ saver, runs }: LoadedJob) => saver.within(Math.max(LATER_MS, LATER_MS_PER_RUN * runs.size));

  const saveDocument = async (entry: LoadedJob): Promise<Result<null>> => {
    const { job, changes, runs } = entry;
    // Removed, or refused to the person when it was made.
    if (all.get(job.id) !== entry) return ok(null);
    const summary = summarize(job, runs.values());
    const unfinished = isUnfinished(job, runs.values());
    const saved = await openJobDocument(paths.job(job.id), now).save({
      version: STORE_VERSION,
      job,
      changes,
      runs: [...runs.values()],
    });
    if (!saved.ok || all.get(job.id) !== entry) return saved;
    const { awaitingReview } = entry.figures;
    index.set(job.id, { summary, unfinished, awaitingReview, ...(await fileStamp(paths.job(job.id))) });
    if (!unfinished) indexSaver.within(INDEX_LATER_MS);
    return saved;
  };

  const keep = (job: Job, runs: readonly Run[], changes = 0): LoadedJob => {
    const entry: LoadedJob = {
      job,
      changes,
      runs: new Map(runs.map((run) => [run.id, run])),
      figures: figuresOf(runs),
      saver: saverOf(() => saveDocument(entry)),
    };
    all.set(job.id, entry);
    return entry;
  };

  return {
    all,
    index,
    async readIndex() {
      const read = await indexDocument.read();
      const stored = read.ok ? read.value : null;
      const isNewer = !read.ok && read.error.code !== 'store_unreadable';
      // On a full disk this fails, and so does whatever an earlier version could not read.
      if (!isNewer && stored?.version !== STORE_VERSION)
        await indexDocument.save({ version: STORE_VERSION, jobs: stored?.jobs ?? [] });
      return read;
    },
    saveIndex: indexSaver.now,
    keep,
    async load(jobId, log) {
      const read = await openJobDocument(paths.job(jobId), now).read();
      if (!read.ok) return read;
      if (!read.value) return failure('not_found', 'This job is not stored any more.');
      const entry = keep(read.value.job, read.value.runs, read.value.changes);
      for (const run of await rowsBehind(read.value.runs, log.endsAt)) {
        const events = await log.read(run.id, run.lastSeq);
        if (!events.ok) listener.onProblem(events.error.message, events.error.why ?? null);
        else if (events.value.length > 0) {
          setRow(entry, events.value.reduce(applyEventToRun, run));
          saveLater(entry);
        }
      }
      return ok(entry);
    },
    forget: (jobId) => void all.delete(jobId),
    setRow,
    saveLater,
    summary(jobId) {
      const entry = all.get(jobId);
      return entry ? summarize(entry.job, entry.runs.values()) : index.get(jobId)?.summary;
    },
  };
}
