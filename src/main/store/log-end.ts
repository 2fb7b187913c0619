import { open } from 'node:fs/promises';
import type { RunId } from '../../shared/ids.ts';
import type { Run } from '../../shared/run.ts';
import { lastSeqIn } from './event-lines.ts';
import { isMissing } from './from-store.ts';

/** All at once would be many open files. */
const LOGS_AT_ONCE = 32;
/** Most last lines are shorter; a log that ends in a longer one is read whole. */
const TAIL_BYTES = 16 * 1024;

/**
 * The rows that were saved before their last events, or of which that cannot be told without reading the whole log. Reading
 * all logs of a large job each time it is opened would cost a second.
 */
export async function behindTheirLogs(runs: readonly Run[], fileOf: (runId: RunId) => string): Promise<Run[]> {
  const behind: Run[] = [];
  for (let from = 0; from < runs.length; from += LOGS_AT_ONCE) {
    const some = runs.slice(from, from + LOGS_AT_ONCE);
    const known = await Promise.all(some.map((run) => logEndsAt(fileOf(run.id), run.lastSeq).catch(() => false)));
    behind.push(...some.filter((_run, index) => !known[index]));
  }
  return behind;
}

/** Does this log end with that event? Reads only its end; false also when that cannot be told. Throws file system errors. */
export async function logEndsAt(file: string, seq: number): Promise<boolean> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (!handle) return seq === 0;
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const { bytesRead } = await handle.read(tail, 0, tail.length, size - tail.length);
    return lastSeqIn(tail.subarray(0, bytesRead)) === seq;
  } finally {
    await handle.close();
  }
}
