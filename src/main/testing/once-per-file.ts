import { afterAll, onTestFinished } from 'vitest';

/** Takes what is to be done when nobody needs something any longer: after the test, unless said otherwise. */
export type AtEnd = (end: () => unknown, timeoutMs?: number) => void;
export const afterTest: AtEnd = (end, timeoutMs) => onTestFinished(async () => void (await end()), timeoutMs);

/**
 * Something real that takes many processes to make, and that no test of the file changes for the others: made when the first
 * of them asks for it, taken down after the last.
 */
export function oncePerFile<T>(make: (atEnd: AtEnd) => Promise<T>): () => Promise<T> {
  const ends: (() => unknown)[] = [];
  let made: Promise<T> | null = null;
  afterAll(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return () => {
    made ??= make((end) => ends.push(end));
    return made;
  };
}
