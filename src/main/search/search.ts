import { Worker } from 'node:worker_threads';
import { failure, type Result } from '../../shared/errors.ts';
import type { SearchAnswer } from '../../shared/search.ts';
import { FromSearcher, type ToSearcher } from './search-protocol.ts';

/** Finds words in everything that is stored. Its thread is started by the first question, never by the app's start. */
export interface Search {
  /** Words of a person; an empty text finds nothing but lets the index catch up. Errors: store_full, unexpected. */
  find(text: string): Promise<Result<SearchAnswer>>;
  close(): Promise<void>;
}

/**
 * @param workerFile the program of the thread
 * @param dataFolder what is searched; the index is kept in it too
 */
export function createSearch(workerFile: string, dataFolder: string): Search {
  let worker: Worker | null = null;
  let lastId = 0;
  const waiting = new Map<number, (answer: Result<SearchAnswer>) => void>();

  const ended = (own: Worker, why: string): void => {
    if (worker === own) worker = null;
    for (const resolve of waiting.values()) {
      resolve(failure('unexpected', 'The search could not be carried out.', { why, next: 'Search again.' }));
    }
    waiting.clear();
  };
  const started = (): Worker => {
    if (worker) return worker;
    const own = new Worker(workerFile, { workerData: { dataFolder } });
    worker = own;
    // It must not keep the app alive.
    own.unref();
    own.on('message', (message: unknown) => {
      const { id, answer } = FromSearcher.parse(message);
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
    own.on('error', (error: Error) => ended(own, error.message));
    own.on('exit', () => ended(own, 'Its thread has ended.'));
    return own;
  };

  return {
    find(text) {
      lastId += 1;
      const request: ToSearcher = { id: lastId, text };
      const thread = started();
      return new Promise((resolve) => {
        waiting.set(request.id, resolve);
        thread.postMessage(request);
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
