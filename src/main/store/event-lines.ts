import type { FileHandle } from 'node:fs/promises';
import { RunEvent } from '../../shared/events.ts';
import { linesOf, startOfLast } from './log-lines.ts';

/** What a log file holds. `damage` says where reading had to stop. */
export interface LogContent {
  lastSeq: number;
  /** Length of the good prefix. */
  goodBytes: number;
  /** `torn`: only the end of the last write is missing. `damaged`: a line in the middle will not parse. */
  damage: 'none' | 'torn' | 'damaged';
}

/** Parses a log of `size` bytes from end to end. Throws file system errors. */
export async function checkLog(handle: FileHandle, size: number): Promise<LogContent> {
  const content: LogContent = { lastSeq: 0, goodBytes: 0, damage: 'none' };
  for await (const lines of linesOf(handle, 0, size)) {
    for (const line of lines) {
      // Something follows what will not parse: no crash did that.
      if (content.damage === 'torn') return { ...content, damage: 'damaged' };
      if (parseEvent(line, content.lastSeq + 1)) {
        content.lastSeq += 1;
        content.goodBytes += line.length + 1;
      } else content.damage = 'torn';
    }
  }
  return content.goodBytes < size ? { ...content, damage: 'torn' } : content;
}

/**
 * The events after number `after` of a log that ends with number `lastSeq`, at most `limit`; looked for from the nearer end.
 * Fewer are returned when a line will not parse. Throws file system errors.
 */
export async function readPart(
  handle: FileHandle,
  { size, lastSeq }: { size: number; lastSeq: number },
  after: number,
  limit: number,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  if (limit <= 0) return events;
  const fromEnd = after > lastSeq / 2;
  const start = fromEnd ? await startOfLast(handle, size, lastSeq - after) : 0;
  let seq = fromEnd ? after : 0;
  for await (const lines of linesOf(handle, start, size)) {
    for (const line of lines) {
      seq += 1;
      if (seq <= after) continue;
      const event = parseEvent(line, seq);
      if (!event) return events;
      events.push(event);
      if (events.length === limit) return events;
    }
  }
  return events;
}

/** The number of the last event in the last part of a log; null when it holds no whole line that parses. */
export function lastSeqIn(tail: Buffer): number | null {
  const end = tail.length - 1;
  const start = tail.lastIndexOf(10, end - 1);
  if (tail[end] !== 10 || start < 0) return null;
  try {
    return RunEvent.parse(JSON.parse(tail.toString('utf8', start + 1, end))).seq;
  } catch {
    return null;
  }
}

function parseEvent(line: Buffer, seq: number): RunEvent | null {
  try {
    const event = RunEvent.parse(JSON.parse(line.toString('utf8')));
    return event.seq === seq ? event : null;
  } catch {
    return null;
  }
}
