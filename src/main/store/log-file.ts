import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { RunId } from '../../shared/ids.ts';
import { isMissing } from '../lib/file-errors.ts';
import { syncFolder, writeDurably } from '../lib/write-durably.ts';
import { makeFolder, setAside } from './durable-file.ts';
import { checkLog, type LogContent } from './event-lines.ts';
import type { JournaledEvent } from './journal.ts';

/** What is known of one run's log file. */
export interface LogFile {
  runId: RunId;
  file: string;
  /** Null while the run rests. */
  handle: FileHandle | null;
  /** Bytes that hold acknowledged events; whatever lies behind them does not count. */
  size: number;
  lastSeq: number;
  /** All of it was parsed; else only its end. */
  checked: boolean;
}

/**
 * Looks at a log before it is used: a torn last line is cut. A log that is damaged further up is set aside whole and goes
 * on with its good beginning; `onDamage` hears where the damaged one was kept. Throws file system errors.
 */
export async function recoverLog(
  runId: RunId,
  file: string,
  now: () => number,
  onDamage: (runId: RunId, kept: string) => void,
): Promise<LogFile> {
  const content = await contentOf(file);
  if (!content) return { runId, file, handle: null, size: 0, lastSeq: 0, checked: true };
  const { lastSeq, goodBytes, damage } = content;
  if (damage === 'torn') await truncate(file, goodBytes);
  if (damage === 'damaged') {
    const kept = await setAside(file, now());
    await writeDurably(file, (await readFile(kept)).subarray(0, goodBytes));
    onDamage(runId, kept);
  }
  return { runId, file, handle: null, size: goodBytes, lastSeq, checked: true };
}

/** Null where there is no log. */
async function contentOf(file: string): Promise<LogContent | null> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (!handle) return null;
  try {
    return await checkLog(handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

export async function openForAppending(log: LogFile): Promise<FileHandle> {
  if (log.size === 0) await makeFolder(path.dirname(log.file));
  const handle = await open(log.file, 'a', 0o600);
  if ((await handle.stat()).size > log.size) await handle.truncate(log.size);
  return handle;
}

/** Writes what the journal holds and a log lacks. Throws file system errors. */
export async function completeLog(log: LogFile, entries: readonly JournaledEvent[]): Promise<void> {
  const missing: string[] = [];
  for (const { event, line } of entries) {
    if (event.seq === log.lastSeq + missing.length + 1) missing.push(`${line}\n`);
  }
  if (missing.length === 0) return;
  const handle = await openForAppending(log);
  try {
    await handle.appendFile(missing.join(''));
  } finally {
    await handle.close();
  }
}

/** Puts logs on disk, with the folders that hold them. A log that was removed meanwhile needs nothing. */
export async function syncLogs(logs: readonly LogFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const { file } of logs) {
    const handle = await open(file, 'r+').catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (!handle) continue;
    await handle.datasync().finally(() => handle.close());
    const folder = path.dirname(file);
    folders
      .add(folder)
      .add(path.dirname(folder))
      .add(path.dirname(path.dirname(folder)));
  }
  for (const folder of folders) await syncFolder(folder);
}
