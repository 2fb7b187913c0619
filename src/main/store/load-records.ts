import { ok, type Result } from '../../shared/errors.ts';
import { jobIdOf, type RunId } from '../../shared/ids.ts';
import { failedFromStore } from '../lib/file-errors.ts';
import type { RecordsListener } from './contract.ts';
import { costOf, type DaySpendStore } from './day-spend.ts';
import { keepPrivate, makeFolder, removeTemporaries } from './durable-file.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { listJobFiles, summarize } from './job-index.ts';
import type { LoadedJobs } from './loaded-jobs.ts';
import type { StorePaths } from './paths.ts';
import { replayJournals } from './replay.ts';

/**
 * What a start does: gives the logs what only the journal holds, reads the jobs that are not finished, and sums up the day.
 * Answers with the opened logs; their journals stay until the next checkpoint.
 */
export async function loadRecords(options: {
  paths: StorePaths;
  now: () => number;
  jobs: LoadedJobs;
  daySpend: DaySpendStore;
  listener: Pick<RecordsListener, 'onProblem'>;
}): Promise<Result<EventLog>> {
  const { paths, now, jobs, daySpend, listener } = options;
  const onDamage = (runId: RunId, kept: string) =>
    listener.onProblem(
      `The log of run ${runId} was damaged; its readable beginning is used.`,
      `It was kept as ${kept}.`,
    );
  try {
    await makeFolder(paths.jobs);
    if (!(await keepPrivate(paths.root)))
      listener.onProblem(
        'Other users of this machine can read the data folder, and with it the code of private repositories.',
        `Take their rights to ${paths.root} away.`,
      );
    for (const folder of [paths.root, paths.jobs]) await removeTemporaries(folder);
    // First of all: what a newer version wrote is not looked at any further.
    const stored = await jobs.readIndex();
    if (!stored.ok && stored.error.code !== 'store_unreadable') return stored;
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
    const log = await openEventLog({ fileOf: paths.events, journalFolder: paths.journals, now, onDamage });
    const journaled = new Set([...replayed.jobs.keys(), ...replayed.events.map(({ runId }) => jobIdOf(runId))]);
    const known = new Map((stored.ok ? stored.value?.jobs : null)?.map((entry) => [entry.summary.job.id, entry]));
    for (const [jobId, file] of files) {
      const entry = known.get(jobId);
      const believed =
        entry && entry.mtimeMs === file.mtimeMs && entry.size === file.size && !journaled.has(jobId) ? entry : null;
      if (believed) jobs.index.set(jobId, believed);
      if (believed && !believed.unfinished) continue;
      const read = await jobs.load(jobId, log);
      if (!read.ok) {
        listener.onProblem(read.error.message, read.error.next ?? read.error.why ?? null);
        continue;
      }
      const later = replayed.jobs.get(jobId);
      if (later && later.change > read.value.changes) {
        read.value.job = later.job;
        read.value.changes = later.change;
        jobs.saveLater(read.value);
      }
      jobs.index.set(jobId, {
        summary: summarize(read.value.job, read.value.runs.values()),
        unfinished: true,
        awaitingReview: read.value.figures.awaitingReview,
        ...file,
      });
    }
    const spend = await daySpend.load();
    if (!spend.ok) listener.onProblem(spend.error.message, spend.error.next ?? null);
    for (const { runId, event } of replayed.events) {
      if (!jobs.all.get(jobIdOf(runId))?.job.demo) daySpend.add(event.at, costOf(event.body));
    }
    return ok(log);
  } catch (error) {
    return failedFromStore(error, paths.root);
  }
}
