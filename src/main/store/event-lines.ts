import { setImmediate as nextTick } from 'node:timers/promises';
import { RunEvent } from '../../shared/events.ts';

/** What a log file holds. `damage` says where reading had to stop. */
export interface LogContent {
  events: RunEvent[];
  /** Length of the good prefix. */
  goodBytes: number;
  /** `torn`: only the end of the last write is missing. `damaged`: a line in the middle will not parse. */
  damage: 'none' | 'torn' | 'damaged';
}

const LINES_PER_SLICE = 400;

/** Parses a log; gives the event loop a turn now and then, so that a long one blocks nobody. */
export async function parseLog(bytes: Buffer): Promise<LogContent> {
  const events: RunEvent[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start);
    if (end < 0) return { events, goodBytes: start, damage: 'torn' };
    const event = parseEvent(bytes.toString('utf8', start, end), events.length + 1);
    if (!event) {
      // Nothing readable after it: the end of a write that a crash cut. Otherwise somebody damaged the file.
      const rest = bytes.indexOf(10, end + 1);
      return { events, goodBytes: start, damage: rest < 0 ? 'torn' : 'damaged' };
    }
    events.push(event);
    start = end + 1;
    if (events.length % LINES_PER_SLICE === 0) await nextTick();
  }
  return { events, goodBytes: start, damage: 'none' };
}

/**
 * Parses `limit` lines of a log after the first `after` ones, which are only counted. Fewer are returned when the log ends
 * there or a line will not parse.
 */
export async function parsePart(bytes: Buffer, after: number, limit: number): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  let start = 0;
  for (let line = 0; events.length < limit; line += 1) {
    const end = bytes.indexOf(10, start);
    if (end < 0) break;
    if (line >= after) {
      const event = parseEvent(bytes.toString('utf8', start, end), line + 1);
      if (!event) break;
      events.push(event);
      if (events.length % LINES_PER_SLICE === 0) await nextTick();
    }
    start = end + 1;
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

function parseEvent(line: string, seq: number): RunEvent | null {
  try {
    const event = RunEvent.parse(JSON.parse(line));
    return event.seq === seq ? event : null;
  } catch {
    return null;
  }
}
