/** A wait was ended by a person who wants the next try now; or it is over. */
export type WaitEnd = 'cut_short' | 'over';

/** What a session knows of the computer's sleep: its waits and its stopwatch take it into account. */
export interface SleepAware {
  /** Ms of a stopwatch that stands still while the computer sleeps. */
  ticks(): number;
  /** Resolves after `ms`, at the latest when that time has come by the computer's clock and it is awake. */
  wait(ms: number, signal: AbortSignal): Promise<WaitEnd>;
  /** Calls `listener` after each sleep; the returned function ends it. */
  onWake(listener: () => void): () => void;
  /** The computer woke up; stopwatches have counted so many ms of its sleep. */
  wake(countedMs: number): void;
  /** Ends every wait of this moment. */
  tryNow(): void;
}

export function sleepAware(): SleepAware {
  const listeners = new Set<() => void>();
  const waits = new Set<(end: WaitEnd) => void>();
  let counted = 0;
  const onWake = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    ticks: () => performance.now() - counted,
    onWake,
    wake(countedMs) {
      counted += countedMs;
      for (const listener of [...listeners]) listener();
    },
    tryNow() {
      for (const done of [...waits]) done('cut_short');
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const due = Date.now() + ms;
        const done = (end: WaitEnd) => {
          waits.delete(done);
          clearTimeout(timer);
          stopHearing();
          signal.removeEventListener('abort', over);
          resolve(end);
        };
        const over = () => done('over');
        let timer = setTimeout(over, Math.max(0, ms));
        const stopHearing = onWake(() => {
          clearTimeout(timer);
          // However the computer's clock was set meanwhile, the wait becomes no longer than it was to be.
          timer = setTimeout(over, Math.min(ms, Math.max(0, due - Date.now())));
        });
        waits.add(done);
        signal.addEventListener('abort', over, { once: true });
        if (signal.aborted) over();
      }),
  };
}
