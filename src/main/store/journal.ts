import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { RunEvent } from '../../shared/events.ts';
import { RunId } from '../../shared/ids.ts';
import { append, copyAside, makeFolder, syncFolder } from './durable-file.ts';
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
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Bytes in the present file. */
  size(): number;
  /** From here on a new file is written. Returns the function that removes the older ones. */
  rotate(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const Line = z.object({ run: RunId, event: z.unknown() });
const NAME = /^journal-(\d+)\.jsonl$/;
const nameOf = (number: number) => `journal-${String(number).padStart(8, '0')}.jsonl`;

export async function openJournal(folder: string): Promise<Journal> {
  await makeFolder(folder);
  const numbers = await journalNumbers(folder);
  let current = await openFile(folder, (numbers.at(-1) ?? 0) + 1);
  let last: Promise<unknown> = Promise.resolve();
  /** One thing at a time: a file is never closed under a write. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  return {
    append: (entries) =>
      inTurn(async () => {
        const bytes = Buffer.from(entries.map(({ runId, line }) => `{"run":"${runId}","event":${line}}\n`).join(''));
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
  for (const number of await journalNumbers(folder)) {
    if (number <= upTo) await rm(path.join(folder, nameOf(number)), { force: true });
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

async function journalNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** An event that a journal holds; `line` is its text, unchanged. */
export interface JournaledEvent extends JournalEntry {
  event: RunEvent;
}

/**
 * Everything that the journals hold, oldest first. Reading a file ends at its first line that will not parse: a power cut
 * tears the last batch, which was never acknowledged. Readable lines behind it speak of damage: the file is copied aside,
 * because a journal is removed at the next checkpoint, and `onDamage` hears where. Throws file system errors.
 */
export async function readJournals(
  folder: string,
  now: () => number,
  onDamage: (kept: string) => void,
): Promise<JournaledEvent[]> {
  const found: JournaledEvent[] = [];
  await makeFolder(folder);
  for (const number of await journalNumbers(folder)) {
    const file = path.join(folder, nameOf(number));
    const handle = await open(file, 'r');
    const damaged = await readJournal(handle, found).finally(() => handle.close());
    if (damaged) onDamage(await copyAside(file, now()));
  }
  return found;
}

/** Adds what a journal holds to `found`; answers whether something readable follows what will not parse. */
async function readJournal(handle: FileHandle, found: JournaledEvent[]): Promise<boolean> {
  let torn = false;
  // Whatever follows the last line's end is torn.
  for await (const lines of linesOf(handle, 0, (await handle.stat()).size)) {
    for (const line of lines) {
      const entry = parseLine(line);
      if (torn && entry) return true;
      if (entry) found.push(entry);
      else torn = true;
    }
  }
  return false;
}

function parseLine(line: Buffer): JournaledEvent | null {
  try {
    const raw = Line.parse(JSON.parse(line.toString('utf8')));
    return { runId: raw.run, event: RunEvent.parse(raw.event), line: JSON.stringify(raw.event) };
  } catch {
    return null;
  }
}
