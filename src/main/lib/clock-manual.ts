import type { Clock } from './clock.ts';

/** A clock that stands still until it is told to go on: the test double of Clock. */
export interface ManualClock extends Clock {
  /** Moves on, firing what falls due in its order; lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Somebody sets the computer's clock: it shows another time, and timers fire when they would have. */
  jump(ms: number): void;
  /** How many timers are set. */
  timers(): number;
}

export function manualClock(start = 1_800_000_000_000): ManualClock {
  let at = start;
  let offset = 0;
  let timers: { due: number; work: () => void }[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => at + offset,
    after(ms, work) {
      const timer = { due: at + Math.max(0, ms), work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = at + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        at = Math.max(at, next.due);
        next.work();
        await settle();
      }
      at = end;
      await settle();
    },
    jump(ms) {
      offset += ms;
    },
    timers: () => timers.length,
  };
}
