import { tailOf as endOf } from '../../shared/cut.ts';

/** Enough for a stack trace. */
const KEPT_CHARS = 2000;

/**
 * Drains a stream, so that its writer never blocks, and keeps its end.
 * @returns a function that gives the last characters seen so far
 */
export function tailOf(stream: NodeJS.ReadableStream | null): () => string {
  let tail = '';
  stream?.on('data', (chunk: Buffer | string) => {
    tail = endOf(tail + chunk.toString(), KEPT_CHARS);
  });
  return () => tail;
}
