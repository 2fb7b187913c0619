import { rm } from 'node:fs/promises';
import { failed, failure, ok, type Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import { applyEventToRun, type Run } from '../../shared/run.ts';
import type { Clock } from '../clock.ts';
import { removeFolder } from '../remove-folder.ts';
import { costOf, createDaySpend, type DaySpendStore } from './day-spend.ts';
import { makeFolder, removeTemporaries } from './durable-file.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { failedFromStore } from './from-store.ts';
import { jobIdOf } from './ids.ts';
import { openJobDocument } from './job-document.ts';
import { countIn, figuresOf, type JobFigures } from './job-figures.ts';
import { fileStamp, type IndexEntry, isUnfinished, listJobFiles, openJobIndex, summarize } from './job-index.ts';
import { STORE_VERSION } from './migrations.ts';
import type { StorePaths } from './paths.ts';
import type { Records, RecordsListener } from './records-room.ts';
import { replayJournals } from './replay.ts';
import { rowsBehind } from './rows-behind.ts';
import { createSaver, type Saver } from './saver.ts';

interface Loaded {
  job: Job;
  runs: Map<RunId, Run>;
  figures: JobFigures;
  saver: Saver;
}

/**
 * Documents may lag behind: the journal holds what they lack. One is written whole, so that of a large job waits longer and
 * costs the same per second.
 */
const LATER_MS = 500;
const LATER_MS_PER_RUN = 5;
/**
 * The index is as long as the history. Of a job that is at work a start believes nothing, so its saves leave it alone; without
 * the last entries a start reads some documents more.
 */
const INDEX_LATER_MS = 5_000;
const RETRY_MS = 5_000;
const JOURNAL_LIMIT = 8 * 1024 * 1024;
export function createRecords(options: { paths: StorePaths; clock: Clock; listener: RecordsListener }): Records {
  const { paths, clock, listener } = options;
  const now = () => clock.now();
  const loaded = new Map<JobId, Loaded>();
  const index = new Map<JobId, IndexEntry>();
  const indexDocument = openJobIndex(paths.index, now);
  const daySpend: DaySpendStore = createDaySpend(paths.daySpend, now);
  let eventLog: EventLog | null = null;
  let checkpointing: Promise<unknown> | null = null;

  const log = (): EventLog => {
    if (!eventLog) throw new Error('records are used before they were loaded');
    return eventLog;
  };
  const onDamage = (runId: RunId, kept: string) =>
    listener.onProblem(
      `The log of run ${runId} was damaged; its readable beginning is used.`,
      `It was kept as ${kept}.`,
    );

  const setRow = (entry: Loaded, run: Run) => {
    const before = entry.runs.get(run.id);
    if (before) countIn(entry.figures, before, -1);
    countIn(entry.figures, run);
    entry.runs.set(run.id, run);
  };

  const indexSaver = createSaver({
    clock,
    retryMs: RETRY_MS,
    save: () => indexDocument.save({ version: STORE_VERSION, jobs: [...index.values()] }),
    onFailure: ({ error }) => listener.onProblem(error.message, error.next ?? null),
  });

  const saveDocument = async (entry: Loaded): Promise<Result<null>> => {
    const { job, runs } = entry;
    // Removed, or refused to the person when it was made.
    if (loaded.get(job.id) !== entry) return ok(null);
    const summary = summarize(job, runs.values());
    const unfinished = isUnfinished(job, runs.values());
    const saved = await openJobDocument(paths.job(job.id), now).save({
      version: STORE_VERSION,
      job,
      runs: [...runs.values()],
    });
    if (!saved.ok || loaded.get(job.id) !== entry) return saved;
    const { awaitingReview } = entry.figures;
    index.set(job.id, { summary, unfinished, awaitingReview, ...(await fileStamp(paths.job(job.id))) });
    if (!unfinished) indexSaver.within(INDEX_LATER_MS);
    return saved;
  };

  const keep = (job: Job, runs: readonly Run[]): Loaded => {
    const entry: Loaded = {
      job,
      runs: new Map(runs.map((run) => [run.id, run])),
      figures: figuresOf(runs),
      saver: createSaver({
        clock,
        retryMs: RETRY_MS,
        save: () => saveDocument(entry),
        onFailure: ({ error }) => listener.onProblem(error.message, error.next ?? null),
      }),
    };
    loaded.set(job.id, entry);
    return entry;
  };

  /** Reads one document into memory and folds what its runs' logs know beyond it. */
  const loadJob = async (jobId: JobId): Promise<Result<Loaded>> => {
    const read = await openJobDocument(paths.job(jobId), now).read();
    if (!read.ok) return read;
    if (!read.value) return failure('not_found', 'This job is not stored any more.');
    const entry = keep(read.value.job, read.value.runs);
    for (const run of await rowsBehind(read.value.runs, log().endsAt)) {
      const events = await log().read(run.id, run.lastSeq);
      if (!events.ok) listener.onProblem(events.error.message, events.error.why ?? null);
      else if (events.value.length > 0) {
        setRow(entry, events.value.reduce(applyEventToRun, run));
        entry.saver.within(LATER_MS);
      }
    }
    return ok(entry);
  };

  const maybeCheckpoint = () => {
    if (checkpointing !== null || log().journalBytes() < JOURNAL_LIMIT) return;
    checkpointing = checkpoint().finally(() => {
      checkpointing = null;
    });
  };
  /** Afterwards documents, index and day hold all that the journals held. */
  const checkpoint = () =>
    log().checkpoint(async () => {
      for (const { saver } of loaded.values()) {
        const saved = saver.pending() ? await saver.now() : ok(null);
        if (!saved.ok) return saved;
      }
      const spend = await daySpend.save();
      return spend.ok ? indexSaver.now() : spend;
    });

  return {
    async load() {
      try {
        await makeFolder(paths.jobs);
        for (const folder of [paths.root, paths.jobs]) await removeTemporaries(folder);
        const files = await listJobFiles(paths.jobs);
        const replayed = await replayJournals({
          journalFolder: paths.journals,
          fileOf: paths.events,
          isKept: (runId) => files.has(jobIdOf(runId)),
          now,
          onDamage,
          onJournalDamage: (kept) =>
            listener.onProblem('The journal was damaged; its readable beginning is used.', `It was kept as ${kept}.`),
        });
        eventLog = await openEventLog({ fileOf: paths.events, journalFolder: paths.journals, now, onDamage });
        const stored = await indexDocument.read();
        if (!stored.ok && stored.error.code !== 'store_unreadable') return stored;
        const journaled = new Set(replayed.map(({ runId }) => jobIdOf(runId)));
        const known = new Map((stored.ok ? stored.value?.jobs : null)?.map((entry) => [entry.summary.job.id, entry]));
        for (const [jobId, file] of files) {
          const entry = known.get(jobId);
          const believed =
            entry && entry.mtimeMs === file.mtimeMs && entry.size === file.size && !journaled.has(jobId) ? entry : null;
          if (believed) index.set(jobId, believed);
          if (believed && !believed.unfinished) continue;
          const job = await loadJob(jobId);
          if (!job.ok) listener.onProblem(job.error.message, job.error.next ?? job.error.why ?? null);
          else
            index.set(jobId, {
              summary: summarize(job.value.job, job.value.runs.values()),
              unfinished: true,
              awaitingReview: job.value.figures.awaitingReview,
              ...file,
            });
        }
        const spend = await daySpend.load();
        if (!spend.ok) listener.onProblem(spend.error.message, spend.error.next ?? null);
        for (const { runId, event } of replayed) {
          if (!loaded.get(jobIdOf(runId))?.job.demo) daySpend.add(event.at, costOf(event.body));
        }
        // On a full disk the jobs are there to be seen; the journals stay, so nothing is lost.
        const saved = await checkpoint();
        if (!saved.ok) listener.onProblem(saved.error.message, saved.error.next ?? null);
        return ok(null);
      } catch (error) {
        return failedFromStore(error, paths.root);
      }
    },
    summaries: () =>
      [...new Set([...index.keys(), ...loaded.keys()])].flatMap((jobId) => {
        const entry = loaded.get(jobId);
        return entry ? summarize(entry.job, entry.runs.values()) : (index.get(jobId)?.summary ?? []);
      }),
    summary: (jobId) => {
      const entry = loaded.get(jobId);
      return entry ? summarize(entry.job, entry.runs.values()) : index.get(jobId)?.summary;
    },
    job: (jobId) => loaded.get(jobId)?.job,
    run: (runId) => loaded.get(jobIdOf(runId))?.runs.get(runId),
    runs: (jobId) => [...(loaded.get(jobId)?.runs.values() ?? [])],
    loadedJobs: () => [...loaded.values()].map((entry) => entry.job),
    figures: (jobId) => loaded.get(jobId)?.figures,
    awaitingReview() {
      let sum = 0;
      for (const { figures } of loaded.values()) sum += figures.awaitingReview;
      for (const [jobId, entry] of index) if (!loaded.has(jobId)) sum += entry.awaitingReview;
      return sum;
    },
    async open(jobId) {
      const present = loaded.get(jobId);
      if (present) return ok(present.job);
      if (!index.has(jobId)) return failure('not_found', 'There is no such job.');
      const entry = await loadJob(jobId);
      return entry.ok ? ok(entry.value.job) : entry;
    },
    async addJob(job, runs) {
      const entry = keep(job, runs);
      const saved = await entry.saver.now();
      if (!saved.ok) {
        loaded.delete(job.id);
        return saved;
      }
      listener.onJob(job.id);
      return saved;
    },
    async changeJob(jobId, change) {
      const entry = loaded.get(jobId);
      if (!entry) return failure('not_found', 'There is no such job.');
      entry.job = change(entry.job);
      listener.onJob(jobId);
      return entry.saver.now();
    },
    async moveRuns(jobId, positions) {
      const entry = loaded.get(jobId);
      if (!entry) return failure('not_found', 'There is no such job.');
      const moved: Run[] = [];
      for (const [runId, position] of positions) {
        const run = entry.runs.get(runId);
        if (!run) continue;
        const next = { ...run, position };
        setRow(entry, next);
        moved.push(next);
      }
      listener.onRuns(jobId, moved);
      return entry.saver.now();
    },
    async removeJob(jobId) {
      const entry = loaded.get(jobId);
      loaded.delete(jobId);
      // A save that has begun must not bring the document back; a new one writes nothing any more.
      await entry?.saver.now();
      index.delete(jobId);
      try {
        await rm(paths.job(jobId), { force: true });
        for (const runId of entry?.runs.keys() ?? []) await log().forget(runId);
        await rm(paths.runsOf(jobId), { recursive: true, force: true });
        await removeFolder(paths.clonesOf(jobId));
      } catch (error) {
        return failedFromStore(error, paths.runsOf(jobId));
      }
      listener.onRemoved(jobId);
      return indexSaver.now();
    },
    async record(runId, ...bodies) {
      const jobId = jobIdOf(runId);
      if (!loaded.get(jobId)?.runs.has(runId)) return failure('not_found', 'There is no such run.');
      const appended = await log().append(runId, bodies);
      if (!appended.ok) return failed(appended.error);
      const entry = loaded.get(jobId);
      const before = entry?.runs.get(runId);
      if (!entry || !before) return failure('not_found', 'The job was removed.');
      const run = appended.value.reduce(applyEventToRun, before);
      setRow(entry, run);
      // The scripted model of the demo costs nothing.
      if (!entry.job.demo) for (const body of bodies) daySpend.add(now(), costOf(body));
      entry.saver.within(Math.max(LATER_MS, LATER_MS_PER_RUN * entry.runs.size));
      if (run.status !== 'running') void log().release(runId);
      listener.onEvents(runId, appended.value);
      listener.onRuns(jobId, [run]);
      maybeCheckpoint();
      return ok(run);
    },
    events: (runId, after, limit) => log().read(runId, after, limit),
    showUnsaved(runId, change) {
      const jobId = jobIdOf(runId);
      const entry = loaded.get(jobId);
      const run = entry?.runs.get(runId);
      if (!entry || !run) return;
      const shown = { ...run, ...change };
      setRow(entry, shown);
      listener.onRuns(jobId, [shown]);
    },
    spentToday: () => daySpend.today(),
    async close() {
      if (!eventLog) return ok(null);
      await checkpointing;
      const saved = await checkpoint();
      await eventLog.close();
      eventLog = null;
      return saved;
    },
  };
}
