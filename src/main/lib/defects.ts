import { stackOf, type WindowDefect } from '../../shared/defect.ts';
import { perMinute } from '../../shared/per-minute.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Hears what nobody expected: where it happened, and what was thrown or said last. */
export type OnDefect = (place: string, thrown: unknown) => void;

/** Defects of main, and of the threads and processes that it started. */
export const defectLogger =
  (log: Pick<Log, 'error'>): OnDefect =>
  (place, thrown) =>
    log.error('defect', { place, error: stackOf(thrown) });

/** A page that breaks at every picture would push out of the log what led to it. */
const MOST = 20;

/** Takes defects of a window: so many per minute are written, the others only counted. */
export function windowDefects(log: Pick<Log, 'error'>, clock: Pick<Clock, 'now'>): (defect: WindowDefect) => void {
  const pass = perMinute(MOST, clock.now);
  /** Of the window's own count, in reports that were not written. */
  let unseen = 0;
  return (defect) => {
    const passed = pass();
    if (!passed) {
      unseen += defect.leftOut;
      return;
    }
    const leftOut = passed.leftOut + unseen + defect.leftOut;
    unseen = 0;
    log.error('defect in the window', {
      place: defect.place,
      error: defect.text,
      ...(leftOut > 0 ? { leftOut } : {}),
      ...(passed.isLast ? { next: 'those of the next minute are only counted' } : {}),
    });
  };
}
