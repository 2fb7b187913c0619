import { z } from 'zod';
import { headOf, tailOf } from './cut.ts';

/** What a report of the window may hold. */
const MOST_REPORTED = 100_000;
const MOST_WAY = 4000;

/** A defect of the window, on its way to main's log. Its words may be those of a repository or the model. */
export const WindowDefect = z.object({
  /** Its words, and the way that led to it. */
  text: z.string().max(MOST_REPORTED),
  /** What was drawn or heard of when it came. */
  place: z.string().max(200),
  /** So many that came before it were not reported. */
  leftOut: z.number().int().nonnegative(),
});
export type WindowDefect = z.infer<typeof WindowDefect>;

/**
 * Whatever was thrown, as long as a report may be. What is longer loses its words and keeps its way: they would have to be cut
 * before main takes the keys out, and half of a key has no shape.
 */
export function defectOf(place: string, thrown: unknown, within = '', leftOut = 0): WindowDefect {
  const text = `${stackOf(thrown)}${within}`;
  return { text: text.length > MOST_REPORTED ? shortened(text, 0) : text, place: headOf(place, 200), leftOut };
}

/** A thrown thing in words, with the way that led to it and to what caused it. */
export function stackOf(thrown: unknown): string {
  try {
    return causes(thrown)
      .map((each) => (each instanceof Error ? String(each.stack ?? each.message) : reasonText(each)))
      .join('\ncaused by: ');
  } catch {
    // Anything can be thrown, also what answers every question by throwing.
    return 'something that cannot be put into words';
  }
}

/** A long text of a defect: how it begins, and the last lines of the way. What is cut must have been redacted. */
export function shortened(text: string, length: number): string {
  const way = tailOf(text, MOST_WAY)
    .split('\n')
    .slice(1)
    .filter((line) => /^\s+at /.test(line));
  return [headOf(text, length), `[… shortened from ${text.length} characters …]`, ...way].join('\n').trimStart();
}

/** Nobody reads further than this. */
const MOST_CAUSES = 4;

function causes(thrown: unknown): unknown[] {
  const found = [thrown];
  for (let last = thrown; last instanceof Error && last.cause !== undefined && found.length < MOST_CAUSES; ) {
    last = last.cause;
    found.push(last);
  }
  return found;
}

/** Not every object has words of its own. */
function reasonText(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  if ('message' in thrown && typeof thrown.message === 'string') return thrown.message;
  return Object.prototype.toString.call(thrown);
}
