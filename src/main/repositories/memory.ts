import type { Result } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';

export interface Memory<T> {
  /** What is remembered of `key`, or what `load` answers now; calls at the same time share one load. */
  ask(key: string, load: () => Promise<Result<T>>): Promise<Result<T>>;
  /** Forgets the entries that are meant: the next call loads them again. */
  forget(isMeant: (key: string, value: T | null) => boolean): void;
}

interface Remembered<T> {
  token: string | null;
  since: number;
  answer: Promise<Result<T>>;
  /** Null while it is being loaded. */
  value: T | null;
}

const GOOD_FOR_MS = 3_600_000;
/** More than the largest list has; the oldest go. */
const MOST_ENTRIES = 2_000;

/** Answers of one host, each good for an hour and for the token that asked. Failures are never remembered. */
export function createMemory<T>({
  clock,
  token,
  mayBeKept = () => true,
  most = MOST_ENTRIES,
}: {
  clock: Pick<Clock, 'now'>;
  token: () => string | null;
  mayBeKept?: (value: T) => boolean;
  most?: number;
}): Memory<T> {
  const entries = new Map<string, Remembered<T>>();
  const find = (key: string): Remembered<T> | null => {
    const entry = entries.get(key);
    const age = entry ? clock.now() - entry.since : 0;
    // Somebody may have set the clock back.
    return entry?.token === token() && age >= 0 && age < GOOD_FOR_MS ? entry : null;
  };
  return {
    async ask(key, load) {
      const known = find(key);
      if (known) return known.answer;
      const entry: Remembered<T> = { token: token(), since: clock.now(), answer: load(), value: null };
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > most && oldest !== undefined) entries.delete(oldest);
      const found = await entry.answer;
      if (found.ok && mayBeKept(found.value)) entry.value = found.value;
      else if (entries.get(key) === entry) entries.delete(key);
      return found;
    },
    forget(isMeant) {
      for (const [key, { value }] of entries) if (isMeant(key, value)) entries.delete(key);
    },
  };
}
