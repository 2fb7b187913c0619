import type { AppError } from '../../shared/errors.ts';
import { createRedactor } from './redact.ts';

/**
 * The keys that main has in its hands, as they become known. One for the whole process: whatever main writes or shows goes
 * through `redact`, because a key of a gateway has no shape that a pattern could know.
 */
export interface KnownSecrets {
  /** A value stays secret from now on, also when it is replaced by another. */
  remember(value: string | null): void;
  redact(text: string): string;
  /** For a thread that redacts by itself; never for anything that is written or shown. */
  values(): readonly string[];
  /** Does it hold one of the keys themselves, in any of the forms that `redact` knows? */
  holds(text: string): boolean;
}

/** Knows no key at first; each is added when it is read or set. */
export function createKnownSecrets(): KnownSecrets {
  const known = new Set<string>();
  let redact = createRedactor([]);
  let withoutKeys = createRedactor([], []);
  return {
    remember(value) {
      if (value === null || known.has(value)) return;
      known.add(value);
      redact = createRedactor([...known]);
      withoutKeys = createRedactor([...known], []);
    },
    redact: (text) => redact(text),
    values: () => [...known],
    holds: (text) => withoutKeys(text) !== text,
  };
}

/** The error with its words redacted; codes and numbers stay. */
export const redactError = (error: AppError, redact: (text: string) => string): AppError => ({
  ...error,
  message: redact(error.message),
  ...(error.why === undefined ? {} : { why: redact(error.why) }),
  ...(error.next === undefined ? {} : { next: redact(error.next) }),
  ...(error.path === undefined ? {} : { path: redact(error.path) }),
});
