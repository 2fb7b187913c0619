import { useSyncExternalStore } from 'react';

/** One timer for all clocks on the screen; it only runs while somebody looks. */
function ticker(everyMs: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  return {
    read: () => now,
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (listeners.size === 1) {
        now = Date.now();
        timer = setInterval(() => {
          now = Date.now();
          for (const tell of listeners) tell();
        }, everyMs);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}
const seconds = ticker(1000);
const minutes = ticker(20_000);
const loadedAt = Date.now();
const frozen = { read: () => loadedAt, subscribe: () => () => {} };

/** The time in epoch ms, renewed each second (running clocks) or every 20 s ("5 min ago"). */
export function useNow(pace: 'second' | 'minute'): number {
  const source = pace === 'second' ? seconds : minutes;
  return useSyncExternalStore(source.subscribe, source.read);
}

/** Renewed each second while `runs` is true; otherwise it does not tick. */
export function useNowWhile(runs: boolean): number {
  const source = runs ? seconds : frozen;
  return useSyncExternalStore(source.subscribe, source.read);
}
