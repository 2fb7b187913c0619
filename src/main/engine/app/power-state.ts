import type { HoldReason } from '../../../shared/messages/holds.ts';
import { timeOfDay } from '../../../shared/time-of-day.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Notices } from './notices.ts';
import type { Power } from './power.ts';

/** Handles sleep of the computer: no new work starts before it, and all timers are re-evaluated after it. */
export interface PowerState extends Power {
  /** Why no run should start beside the `working` ones, or null. */
  holdReason(working: number): HoldReason | null;
  /** Resolves when the computer is not about to sleep, or when the signal fires. */
  awake(signal: AbortSignal): Promise<void>;
  /** Subscribes to wake-ups, with the ms of the sleep that monotonic clocks have counted. Returns the unsubscribe function. */
  onWake(listener: (countedMs: number) => void): () => void;
}

const NOTICE = 'sleep';
/** A shorter sleep is not reported. */
const WORTH_TELLING_MS = 60_000;
/** The notice about a sleep is removed after this time. */
const NOTICE_MS = 30 * 60_000;
/** If the computer is still awake this long after announcing a sleep, the sleep was cancelled. */
const LONGEST_SUSPENSION_MS = 60_000;
/** Below this share of its speed the machine gets one run at a time. */
const SLOW_PERCENT = 50;

export function createPowerState(options: {
  clock: Clock;
  notices: Pick<Notices, 'add' | 'remove'>;
  /** Number of active runs. */
  working: () => number;
  /** Resynchronizes the clocks. Called first. */
  afterWake: () => void;
  /** Something changed that may let runs start or hold them back. */
  onChange: () => void;
}): PowerState {
  const { clock, notices } = options;
  const listeners = new Set<(countedMs: number) => void>();
  let asleep: { at: number; ticks: number; working: number; cancelResume: () => void } | null = null;
  let woken = Promise.withResolvers<void>();
  let speed = 100;
  let stopForgetting: () => void = () => undefined;

  const resume = () => {
    const slept = asleep;
    asleep = null;
    slept?.cancelResume();
    options.afterWake();
    woken.resolve();
    const countedMs = slept ? performance.now() - slept.ticks : 0;
    for (const listener of listeners) listener(countedMs);
    if (slept && slept.working > 0 && clock.now() - slept.at >= WORTH_TELLING_MS) {
      notices.add({ id: NOTICE, level: 'info', text: sleepText(slept.at, clock.now(), slept.working), next: null });
      stopForgetting();
      stopForgetting = clock.after(NOTICE_MS, () => notices.remove(NOTICE));
    }
    options.onChange();
  };

  return {
    suspend() {
      if (asleep) return;
      const cancelResume = clock.after(LONGEST_SUSPENSION_MS, resume);
      asleep = { at: clock.now(), ticks: performance.now(), working: options.working(), cancelResume };
      woken = Promise.withResolvers();
      options.onChange();
    },
    resume,
    limitSpeed(percent) {
      speed = percent;
      options.onChange();
    },
    holdReason(working) {
      if (asleep) return { code: 'computer_sleeps', parameters: {} };
      if (speed < SLOW_PERCENT && working > 0) return { code: 'processor_slowed_down', parameters: { percent: speed } };
      return null;
    },
    async awake(signal) {
      while (asleep && !signal.aborted) await Promise.race([woken.promise, aborted(signal)]);
    },
    onWake(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

function sleepText(from: number, to: number, working: number): string {
  const runs = working === 1 ? '1 run was' : `${working} runs were`;
  return (
    `The computer slept from ${timeOfDay(from)} to ${timeOfDay(to)} while ${runs} under way. ` +
    'They go on by themselves; an answer that was lost on its way is asked for again.'
  );
}
