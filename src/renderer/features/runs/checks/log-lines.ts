import { type AnsiSpan, ansiLines, isBlank } from './ansi.ts';
import { firstFailure } from './first-failure.ts';

/** A log as it is shown and searched. */
export interface LogLines {
  spans: readonly AnsiSpan[][];
  /** The same without colours. */
  texts: readonly string[];
  isBlank: boolean;
  /** The line that tells of the first failure; null when there is none that is known. */
  firstFailure: number | null;
}

/** Reads a log that was written for a terminal. */
export function readLog(log: string): LogLines {
  const spans = ansiLines(log);
  const texts = spans.map((line) => line.map(({ text }) => text).join(''));
  return { spans, texts, isBlank: isBlank(spans), firstFailure: firstFailure(texts) };
}
