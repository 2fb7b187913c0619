import type { EventEmitter } from 'node:events';

/** What shells say of a program that Ctrl+C has ended. */
export const INTERRUPTED = 130;

/** One Ctrl+C may come several times: from the terminal, from npm and from what npm has started. */
const TOGETHER_MS = 1_000;

/** Ctrl+C, the end that a supervisor asks for, and the end of the terminal. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Fires when the person (or the system) wants the work to end; asked for again, later, `again` is called. */
export function interruption(source: EventEmitter, now: () => number, again: () => void): AbortSignal {
  const interrupted = new AbortController();
  let first: number | null = null;
  const onSignal = (): void => {
    first ??= now();
    if (now() - first > TOGETHER_MS) again();
    else interrupted.abort();
  };
  for (const signal of SIGNALS) source.on(signal, onSignal);
  return interrupted.signal;
}
