import { EventEmitter } from 'node:events';
import { rm } from 'node:fs/promises';
import { failed, failure, ok } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import { jobIdOf, type RunId } from '../../shared/ids.ts';
import { applyEventToRun, type Run } from '../../shared/run.ts';
import type { Clock } from '../lib/clock.ts';
import { failedFromStore } from '../lib/file-errors.ts';
import { removeFolder } from '../lib/remove-folder.ts';
import { endSurvivors } from '../lib/survivors.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import type { Records, RecordsListener } from './contract.ts';
import { costOf, createDaySpend, type DaySpendStore } from './day-spend.ts';
import type { EventLog } from './event-log.ts';
import { loadRecords } from './load-records.ts';
import { createLoadedJobs, type LoadedJob } from './loaded-jobs.ts';
import type { StorePaths } from './paths.ts';

export function createRecords(options: { paths: StorePaths; clock: Clock; listener: RecordsListener }): Records {
  const { paths, clock, listener } = options;
  const now = () => clock.now();
  const jobs = createLoadedJobs(options);
  const daySpend: DaySpendStore = createDaySpend(paths.daySpend, now);
  /** Each event that was saved, by its run. */
  const savedEvents = new EventEmitter<Record<RunId, [readonly RunEvent[]]>>();
  let opened: { log: EventLog; checkpoints: Checkpoints } | null = null;

  const store = () => {
    if (!opened) throw new Error('records are used before they were loaded');
    return opened;
  };
  const rowOf = (runId: RunId): { entry: LoadedJob; run: Run } | null => {
    const entry = jobs.all.get(jobIdOf(runId));
    const run = entry?.runs.get(runId);
    return entry && run ? { entry, run } : null;
  };

  return {
    async load() {
      const loaded = await loadRecords({ paths, now, jobs, daySpend, listener });
      if (!loaded.ok) return loaded;
      const log = loaded.value;
      opened = { log, checkpoints: createCheckpoints(log, jobs, daySpend) };
      // On a full disk the jobs are there to be seen; the journals stay, so nothing is lost.
      const saved = await opened.checkpoints.make();
      if (!saved.ok) listener.onProblem(saved.error.message, saved.error.next ?? null);
      return ok(null);
    },
    summaries: () =>
      [...new Set([...jobs.index.keys(), ...jobs.all.keys()])].flatMap((jobId) => jobs.summary(jobId) ?? []),
    summary: jobs.summary,
    job: (jobId) => jobs.all.get(jobId)?.job,
    run: (runId) => rowOf(runId)?.run,
    runs: (jobId) => [...(jobs.all.get(jobId)?.runs.values() ?? [])],
    loadedJobs: () => [...jobs.all.values()].map((entry) => entry.job),
    figures: (jobId) => jobs.all.get(jobId)?.figures,
    awaitingReview() {
      let sum = 0;
      // What was put away waits for nobody, so it keeps nothing.
      for (const { job, figures } of jobs.all.values()) if (!job.archived) sum += figures.awaitingReview;
      for (const [jobId, entry] of jobs.index)
        if (!jobs.all.has(jobId) && !entry.summary.job.archived) sum += entry.awaitingReview;
      return sum;
    },
    async open(jobId) {
      const present = jobs.all.get(jobId);
      if (present) return ok(present.job);
      if (!jobs.index.has(jobId)) return failure('not_found', 'There is no such job.');
      const entry = await jobs.load(jobId, store().log);
      return entry.ok ? ok(entry.value.job) : entry;
    },
    async addJob(job, runs) {
      const saved = await jobs.keep(job, runs).saver.now();
      if (!saved.ok) {
        jobs.forget(job.id);
        return saved;
      }
      listener.onJob(job.id);
      return saved;
    },
    async changeJob(jobId, change) {
      const entry = jobs.all.get(jobId);
      if (!entry) return failure('not_found', 'There is no such job.');
      entry.job = change(entry.job);
      entry.changes += 1;
      listener.onJob(jobId);
      jobs.saveLater(entry);
      const journaled = await store().log.keepJob(entry.job, entry.changes);
      store().checkpoints.makeWhenLong();
      return journaled;
    },
    async removeJob(jobId) {
      const entry = jobs.all.get(jobId);
      jobs.forget(jobId);
      // A save that has begun must not bring the document back; a new one writes nothing any more.
      await entry?.saver.now();
      jobs.index.delete(jobId);
      try {
        await rm(paths.job(jobId), { force: true });
        for (const runId of entry?.runs.keys() ?? []) await store().log.forget(runId);
        await rm(paths.runsOf(jobId), { recursive: true, force: true });
        const ended = await endSurvivors([...(entry?.runs.keys() ?? [])].map(paths.clone));
        if (!ended.ok) return ended;
        await removeFolder(paths.clonesOf(jobId));
      } catch (error) {
        return failedFromStore(error, paths.runsOf(jobId));
      }
      listener.onRemoved(jobId);
      return jobs.saveIndex();
    },
    async record(runId, ...bodies) {
      const { log, checkpoints } = store();
      if (!rowOf(runId)) return failure('not_found', 'There is no such run.');
      const appended = await log.append(runId, bodies);
      if (!appended.ok) return failed(appended.error);
      const row = rowOf(runId);
      if (!row) return failure('not_found', 'The job was removed.');
      const { entry } = row;
      const run = appended.value.reduce(applyEventToRun, row.run);
      jobs.setRow(entry, run);
      // The scripted model of the demo costs nothing.
      if (!entry.job.demo) for (const body of bodies) daySpend.add(now(), costOf(body));
      jobs.saveLater(entry);
      if (run.status !== 'running') void log.release(runId);
      listener.onEvents(runId, appended.value);
      savedEvents.emit(runId, appended.value);
      listener.onRuns(entry.job.id, [run]);
      checkpoints.makeWhenLong();
      return ok(run);
    },
    events: (runId, after, limit) => store().log.read(runId, after, limit),
    follow(runId, onEvents) {
      savedEvents.on(runId, onEvents);
      return () => void savedEvents.off(runId, onEvents);
    },
    showUnsaved(runId, change) {
      const row = rowOf(runId);
      if (!row) return;
      const shown = { ...row.run, ...change };
      jobs.setRow(row.entry, shown);
      listener.onRuns(row.entry.job.id, [shown]);
    },
    spentToday: () => daySpend.today(),
    async close() {
      if (!opened) return ok(null);
      const { log, checkpoints } = opened;
      await checkpoints.idle();
      const saved = await checkpoints.make();
      await log.close();
      opened = null;
      return saved;
    },
  };
}
