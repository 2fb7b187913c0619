import type { Clock } from './clock.ts';

/** A clock whose waits end when their time has come, although the computer slept meanwhile. */
export interface WakingClock extends Clock {
  /** The computer woke up: waits that are over end now, the others last as long as is left of them. */
  woke(): void;
}

interface Wait {
  /** Epoch ms. */
  due: number;
  ms: number;
  work: () => void;
  stop: () => void;
}

/** Most systems let timers stand still while the computer sleeps: a wait of a minute would then last another minute. */
export function wakingClock(clock: Clock): WakingClock {
  const waits = new Set<Wait>();
  const start = (wait: Wait, ms: number) => {
    wait.stop = clock.after(ms, () => {
      waits.delete(wait);
      wait.work();
    });
  };
  return {
    now: () => clock.now(),
    after(ms, work) {
      const wait: Wait = { due: clock.now() + ms, ms, work, stop: () => undefined };
      waits.add(wait);
      start(wait, ms);
      return () => {
        waits.delete(wait);
        wait.stop();
      };
    },
    woke() {
      for (const wait of waits) {
        wait.stop();
        // However the computer's clock was set meanwhile, no wait becomes longer than it was to be.
        start(wait, Math.min(wait.ms, Math.max(0, wait.due - clock.now())));
      }
    },
  };
}
