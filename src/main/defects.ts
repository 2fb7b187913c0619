import type { WindowDefect } from '../shared/defect.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Hears what nobody expected: where it happened, and what was thrown or said last. */
export type OnDefect = (place: string, thrown: unknown) => void;

/** A thrown thing with the way that led to it. */
export const stackOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

/** Defects of main, and of the threads and processes that it started. */
export const defectLogger =
  (log: Pick<Log, 'error'>): OnDefect =>
  (place, thrown) =>
    log.error('defect', { place, error: stackOf(thrown) });

const WINDOW_MS = 60_000;
/** A page that breaks at every picture would push out of the log what led to it. */
const MOST = 20;

/** Takes defects of a window: so many per minute are written, the others only counted. */
export function windowDefects(log: Pick<Log, 'error'>, clock: Pick<Clock, 'now'>): (defect: WindowDefect) => void {
  let since = Number.NEGATIVE_INFINITY;
  let written = 0;
  let leftOut = 0;
  return ({ message, stack, place }) => {
    if (clock.now() - since >= WINDOW_MS) {
      since = clock.now();
      written = 0;
    }
    if (written >= MOST) {
      leftOut += 1;
      return;
    }
    written += 1;
    log.error('defect in the window', {
      place,
      error: stack || message,
      text: message,
      ...(leftOut > 0 ? { leftOut } : {}),
    });
    leftOut = 0;
  };
}
