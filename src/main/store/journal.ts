import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { RunEvent } from '../../shared/events.ts';
import { type JobId, RunId } from '../../shared/ids.ts';
import { Job } from '../../shared/job.ts';
import { syncFolder } from '../lib/write-durably.ts';
import { append, copyAside, makeFolder } from './durable-file.ts';
import { linesOf } from './log-lines.ts';

/** A line of a run's log, as the journal repeats it. */
export interface JournalEntry {
  runId: RunId;
  /** The event as JSON, without the line's end. */
  line: string;
}

/**
 * Makes the events of many runs durable with one sync: a batch goes to every run's own file without a sync, and once more
 * into the journal, which is synced. At a checkpoint the run files are synced and the old journal goes. After a crash the
 * journal says what the run files may lack. Functions throw file system errors.
 */
export interface Journal {
  /** Resolves when all lines are on disk; after a failure none of them counts. */
  append(lines: readonly string[]): Promise<void>;
  /** Bytes in the present file. */
  size(): number;
  /** From here on a new file is written. Returns the function that removes the older ones. */
  rotate(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** A job as it is after so many changes: its document is written later. */
const JobState = z.object({ job: Job, change: z.number().int().positive() });
export type JobState = z.infer<typeof JobState>;
const EventLine = z.object({ run: RunId, event: z.unknown() });

export const eventLine = ({ runId, line }: JournalEntry): string => `{"run":"${runId}","event":${line}}\n`;
export const jobLine = (state: JobState): string => `${JSON.stringify(state)}\n`;

/** Without the 2: written by the first version, which would take the events of this one for damage, and so does not see them. */
const NAME = /^journal-(\d+)(?:\.2)?\.jsonl$/;
const nameOf = (number: number) => `journal-${String(number).padStart(8, '0')}.2.jsonl`;

export async function openJournal(folder: string): Promise<Journal> {
  await makeFolder(folder);
  const journals = await journalsIn(folder);
  let current = await openFile(folder, (journals.at(-1)?.number ?? 0) + 1);
  let last: Promise<unknown> = Promise.resolve();
  /** One thing at a time: a file is never closed under a write. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  return {
    append: (lines) =>
      inTurn(async () => {
        const bytes = Buffer.from(lines.join(''));
        try {
          await append(current.handle, bytes);
          await current.handle.datasync();
          current.size += bytes.length;
        } catch (error) {
          // A half-written batch must not stand before the next one.
          await current.handle.truncate(current.size);
          throw error;
        }
      }),
    size: () => current.size,
    rotate: () =>
      inTurn(async () => {
        const old = current;
        current = await openFile(folder, old.number + 1);
        await old.handle.close();
        return () => removeJournals(folder, old.number);
      }),
    close: () => inTurn(() => current.handle.close()),
  };
}

async function removeJournals(folder: string, upTo: number): Promise<void> {
  for (const { number, file } of await journalsIn(folder)) {
    if (number <= upTo) await rm(file, { force: true });
  }
}

interface JournalFile {
  number: number;
  handle: FileHandle;
  size: number;
}
async function openFile(folder: string, number: number): Promise<JournalFile> {
  const handle = await open(path.join(folder, nameOf(number)), 'a', 0o600);
  await syncFolder(folder);
  return { number, handle, size: 0 };
}

/** The journals that are there, oldest first. */
async function journalsIn(folder: string): Promise<{ number: number; file: string }[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number === undefined ? [] : [{ number: Number(number), file: path.join(folder, name) }];
    })
    .sort((a, b) => a.number - b.number);
}

/** An event that a journal holds; `line` is its text, unchanged. */
export interface JournaledEvent extends JournalEntry {
  event: RunEvent;
}

/** Everything that the journals hold: events, oldest first, and the last state of each job that was changed. */
export interface Journaled {
  events: JournaledEvent[];
  jobs: Map<JobId, JobState>;
}

/**
 * Reads all journals. Reading a file ends at its first line that will not parse: a power cut
 * tears the last batch, which was never acknowledged. Readable lines behind it speak of damage: the file is copied aside,
 * because a journal is removed at the next checkpoint, and `onDamage` hears where. Throws file system errors.
 */
export async function readJournals(
  folder: string,
  now: () => number,
  onDamage: (kept: string) => void,
): Promise<Journaled> {
  const found: Journaled = { events: [], jobs: new Map() };
  await makeFolder(folder);
  for (const { file } of await journalsIn(folder)) {
    const handle = await open(file, 'r');
    const damaged = await readJournal(handle, found).finally(() => handle.close());
    if (damaged) onDamage(await copyAside(file, now()));
  }
  return found;
}

/** Adds what a journal holds to `found`; answers whether something readable follows what will not parse. */
async function readJournal(handle: FileHandle, found: Journaled): Promise<boolean> {
  let torn = false;
  // Whatever follows the last line's end is torn.
  for await (const lines of linesOf(handle, 0, (await handle.stat()).size)) {
    for (const line of lines) {
      const entry = parseLine(line);
      if (torn && entry) return true;
      if (!entry) torn = true;
      else if ('event' in entry) found.events.push(entry);
      else found.jobs.set(entry.job.id, entry);
    }
  }
  return false;
}

function parseLine(line: Buffer): JournaledEvent | JobState | null {
  try {
    const json: unknown = JSON.parse(line.toString('utf8'));
    if (typeof json === 'object' && json !== null && 'job' in json) return JobState.parse(json);
    const raw = EventLine.parse(json);
    return { runId: raw.run, event: RunEvent.parse(raw.event), line: JSON.stringify(raw.event) };
  } catch {
    return null;
  }
}
