import { open } from 'node:fs/promises';
import { failed, failure, ok, type Result } from '../../shared/errors.ts';
import { RunEvent, type RunEventBody } from '../../shared/events.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import { fromStore } from '../lib/file-errors.ts';
import { append } from './durable-file.ts';
import { readPart } from './event-lines.ts';
import { eventLine, type Journal, type JournalEntry, jobLine, openJournal } from './journal.ts';
import { sizeEndingAt } from './log-end.ts';
import { type LogFile, openForAppending, recoverLog, syncLogs } from './log-file.ts';

/** The logs of all runs: one append-only JSONL file each, and the only writer of them. */
export interface EventLog {
  /**
   * Numbers, stamps and saves events of one run; resolves when they are on disk. Events of many runs that come together
   * share one sync. Errors: store_full, store_failed; then none of them was saved.
   */
  append(runId: RunId, bodies: readonly RunEventBody[]): Promise<Result<RunEvent[]>>;
  /** The saved events after a number, oldest first and at most `limit`; empty for a run without a log. */
  read(runId: RunId, after: number, limit?: number): Promise<Result<RunEvent[]>>;
  /** Saves a job as it is after so many changes; resolves when that is on disk. Errors: store_full, store_failed. */
  keepJob(job: Job, change: number): Promise<Result<null>>;
  /**
   * Does the log of this run end with that event? Then it is known without being read. False also when its end does not tell.
   */
  endsAt(runId: RunId, seq: number): Promise<boolean>;
  /** Syncs all run files and lets the journal start anew; `beforeRemoval` saves what else the journal stands for. */
  checkpoint(beforeRemoval: () => Promise<Result<null>>): Promise<Result<null>>;
  journalBytes(): number;
  /** The run rests: its file is closed until the next append. */
  release(runId: RunId): Promise<void>;
  /** Closes the file and forgets all about it: the run is being removed. */
  forget(runId: RunId): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  runId: RunId;
  at: number;
  bodies: readonly RunEventBody[];
  settle: (result: Result<RunEvent[]>) => void;
}

export async function openEventLog(options: {
  fileOf: (runId: RunId) => string;
  journalFolder: string;
  now: () => number;
  /** A log was damaged; its good beginning is used, the whole was kept as `kept`. */
  onDamage: (runId: RunId, kept: string) => void;
}): Promise<EventLog> {
  const { fileOf, now } = options;
  const journal: Journal = await openJournal(options.journalFolder);
  const files = new Map<RunId, Promise<LogFile>>();
  const unsynced = new Map<RunId, LogFile>();
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;

  const logOf = (runId: RunId): Promise<LogFile> => {
    const known = files.get(runId);
    if (known !== undefined) return known;
    const opened = recoverLog(runId, fileOf(runId), now, options.onDamage);
    files.set(runId, opened);
    // A failure is not remembered: the next call tries again.
    opened.catch(() => files.delete(runId));
    return opened;
  };

  const flush = async () => {
    // Lets everything that is appended in one go share the batch.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(batch);
    }
    flushing = null;
  };

  const writeBatch = async (batch: Waiting[]) => {
    const byRun = Map.groupBy(batch, (entry) => entry.runId);
    const written = (await Promise.all([...byRun].map(([runId, entries]) => writeRun(runId, entries)))).filter(
      (run) => run !== null,
    );
    try {
      await journal.append(written.flatMap((run) => run.lines.map(eventLine)));
    } catch (error) {
      for (const run of written) await run.log.handle?.truncate(run.log.size);
      const failure = failed(fromStore(error, options.journalFolder));
      for (const run of written) for (const entry of run.entries) entry.settle(failure);
      return;
    }
    for (const { log, size, entries, events } of written) {
      log.size = size;
      log.lastSeq += events.length;
      let next = 0;
      for (const entry of entries) {
        entry.settle(ok(events.slice(next, next + entry.bodies.length)));
        next += entry.bodies.length;
      }
    }
  };

  /** One write for all events of one run in this batch. Null when it failed; its entries have been told. */
  const writeRun = async (runId: RunId, entries: Waiting[]) => {
    let log: LogFile | null = null;
    try {
      log = await logOf(runId);
      log.handle ??= await openForAppending(log);
      unsynced.set(runId, log);
      const first = log.lastSeq + 1;
      const events = entries
        .flatMap(({ at, bodies }) => bodies.map((body) => ({ at, body })))
        .map(({ at, body }, index): RunEvent => ({ seq: first + index, at, body }));
      const lines: JournalEntry[] = events.map((event) => ({ runId, line: JSON.stringify(event) }));
      const bytes = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''));
      await append(log.handle, bytes);
      return { log, entries, events, lines, size: log.size + bytes.length };
    } catch (error) {
      if (log?.handle) await log.handle.truncate(log.size);
      const failure = failed(fromStore(error, fileOf(runId)));
      for (const entry of entries) entry.settle(failure);
      return null;
    }
  };

  const read: EventLog['read'] = async (runId, after, limit = Number.POSITIVE_INFINITY) => {
    try {
      const log = await logOf(runId);
      if (log.size === 0) return ok([]);
      const { size, lastSeq } = log;
      const wanted = Math.min(limit, Math.max(0, lastSeq - after));
      const handle = await open(log.file, 'r');
      const events = await readPart(handle, { size, lastSeq }, after, wanted).finally(() => handle.close());
      if (events.length === wanted) return ok(events);
      if (!log.checked && log.handle === null) {
        // Only its end was looked at so far: now its damage is found, and set aside.
        files.delete(runId);
        return read(runId, after, limit);
      }
      return failure('store_unreadable', 'The log of this run was changed by something else.', {
        why: `${wanted - events.length} events cannot be read.`,
        next: 'Start the app again: the damaged log is then set aside.',
        path: log.file,
      });
    } catch (error) {
      return failed(fromStore(error, fileOf(runId)));
    }
  };

  const release = async (runId: RunId) => {
    const log = await files.get(runId)?.catch(() => null);
    const handle = log?.handle;
    if (!log || !handle || waiting.some((entry) => entry.runId === runId)) return;
    log.handle = null;
    await handle.close();
  };

  return {
    async append(runId, bodies) {
      // An event that could not be read back would look like a damaged log: it is a defect, and not written.
      for (const body of bodies) RunEvent.shape.body.parse(body);
      return new Promise((settle) => {
        waiting.push({ runId, at: now(), bodies, settle });
        flushing ??= flush();
      });
    },
    read,
    keepJob: (job, change) =>
      journal.append([jobLine({ job, change })]).then(
        () => ok(null),
        (error: unknown) => failed(fromStore(error, options.journalFolder)),
      ),
    async endsAt(runId, seq) {
      const known = files.get(runId);
      if (known !== undefined) return known.then(({ lastSeq }) => lastSeq === seq).catch(() => false);
      const file = fileOf(runId);
      const size = await sizeEndingAt(file, seq).catch(() => null);
      if (size === null) return false;
      if (!files.has(runId))
        files.set(runId, Promise.resolve({ runId, file, handle: null, size, lastSeq: seq, checked: false }));
      return true;
    },
    async checkpoint(beforeRemoval) {
      try {
        const removeOld = await journal.rotate();
        const dirty = [...unsynced.values()];
        await syncLogs(dirty);
        for (const log of dirty) unsynced.delete(log.runId);
        const saved = await beforeRemoval();
        if (saved.ok) await removeOld();
        return saved;
      } catch (error) {
        return failed(fromStore(error, options.journalFolder));
      }
    },
    journalBytes: () => journal.size(),
    release,
    async forget(runId) {
      await release(runId);
      unsynced.delete(runId);
      files.delete(runId);
    },
    async close() {
      await flushing;
      for (const opened of files.values()) await (await opened.catch(() => null))?.handle?.close();
      files.clear();
      await journal.close();
    },
  };
}
