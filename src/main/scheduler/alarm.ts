import type { Clock } from '../lib/clock.ts';

/** One timer for a time of the system clock. */
export interface Alarm {
  /** Epoch ms, or null for never. Setting the same time again changes nothing. */
  setFor(at: number | null): void;
}

/**
 * `ring` gets the current time, which is never earlier than the one that was set. A running timer is not restarted, so it
 * still fires on time when the system clock is set back meanwhile.
 */
export function createAlarm(clock: Clock, ring: (now: number) => void): Alarm {
  let set: { at: number; stop: () => void } | null = null;
  return {
    setFor(at) {
      if ((set?.at ?? null) === at) return;
      set?.stop();
      set = null;
      if (at === null) return;
      const stop = clock.after(at - clock.now(), () => {
        set = null;
        ring(Math.max(at, clock.now()));
      });
      set = { at, stop };
    },
  };
}
