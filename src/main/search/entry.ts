import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { failure, ok, type Result, thrownText } from '../../shared/errors.ts';
import type { SearchAnswer } from '../../shared/search.ts';
import { answerQuestions } from '../lib/thread-program.ts';
import { openSearchIndex, type SearchIndex } from './index-file.ts';
import { refreshIndex } from './reader.ts';
import { SearcherSetup, ToSearcher } from './search-protocol.ts';

/** A thread of main that keeps the index of all words: reading thousands of logs would hold up everything else. */
const { dataFolder } = SearcherSetup.parse(workerData);
const HITS = 100;
/** Less than this is no room for an index. */
const LEAST_BYTES = 1_000_000;

let index: SearchIndex | null = null;
let refreshing: Promise<void> | null = null;
const refresh = (present: SearchIndex): Promise<void> => {
  refreshing ??= refreshIndex(present, dataFolder, () => nextTurn()).finally(() => {
    refreshing = null;
  });
  return refreshing;
};

/** A small change is taken in before the answer; a long build answers with what is there so far. */
const PATIENCE_MS = 150;

async function find(text: string): Promise<Result<SearchAnswer>> {
  try {
    index ??= openSearchIndex(path.join(dataFolder, 'search.sqlite'));
    const refreshed = refresh(index).then(() => true);
    // Nobody may be waiting for it any more when it fails; the next question finds out again.
    refreshed.catch(() => undefined);
    const complete = await Promise.race([
      refreshed,
      new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS)),
    ]);
    return ok({ hits: index.find(text, HITS), complete });
  } catch (error) {
    const why = thrownText(error);
    if (await isFull())
      return failure('store_full', 'The disk is full, so the search cannot keep its index.', {
        why,
        next: 'Free some space, then search again.',
      });
    return failure('unexpected', 'The search could not be carried out.', { why, next: 'Search again.' });
  }
}

const isFull = async (): Promise<boolean> => {
  const disk = await statfs(dataFolder).catch(() => null);
  return disk !== null && disk.bavail * disk.bsize < LEAST_BYTES;
};

answerQuestions(ToSearcher, ({ text }) => find(text));
