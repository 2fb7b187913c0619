import type { Clock } from '../lib/clock.ts';

/** One timer that is set for a time of the computer's clock. */
export interface Alarm {
  /** Epoch ms, or null for never. Setting it for the time that it is set for already changes nothing. */
  setFor(at: number | null): void;
}

/**
 * `ring` hears the time that it is: at least the one that was set. A timer that runs is left alone, so that its time has
 * come all the same when somebody sets the computer's clock back in between.
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
