import { ok, type Result } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';

/** Joins many requests to save the same thing into few writes, one at a time. */
export interface Saver {
  /** Save within `ms`; an earlier request keeps its earlier time. */
  within(ms: number): void;
  /** Save what is there now; resolves when that is on disk. */
  now(): Promise<Result<null>>;
  /** Is anything not yet on disk? */
  pending(): boolean;
}

/**
 * `save` writes the present state. After a failure the state counts as unsaved and is tried again after `retryMs`:
 * nothing is lost because a disk was full for a while.
 */
export function createSaver(options: {
  save: () => Promise<Result<null>>;
  clock: Clock;
  retryMs: number;
  onFailure: (result: Extract<Result<null>, { ok: false }>) => void;
}): Saver {
  const { save, clock, retryMs, onFailure } = options;
  let dirty = false;
  let due: { at: number; stop: () => void } | null = null;
  let running: Promise<Result<null>> | null = null;

  const unschedule = () => {
    due?.stop();
    due = null;
  };
  const within = (ms: number) => {
    dirty = true;
    const at = clock.now() + ms;
    if (due && due.at <= at) return;
    unschedule();
    due = { at, stop: clock.after(ms, () => void write()) };
  };
  const write = async (): Promise<Result<null>> => {
    unschedule();
    // A write that has begun may hold an older state: wait for it, then write again.
    while (running !== null) await running;
    if (!dirty) return ok(null);
    dirty = false;
    running = save();
    const result = await running;
    running = null;
    if (!result.ok) {
      dirty = true;
      onFailure(result);
      within(retryMs);
    }
    return result;
  };
  return {
    within,
    now: () => {
      dirty = true;
      return write();
    },
    pending: () => dirty || running !== null,
  };
}
