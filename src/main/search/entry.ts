import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openSearchIndex } from './index-file.ts';
import { refreshIndex } from './reader.ts';
import { type FromSearcher, SearcherSetup, ToSearcher } from './search-protocol.ts';

/** A thread of main that keeps the index of all words: reading thousands of logs would hold up everything else. */
const port = parentPort;
if (!port) throw new Error('this runs as a thread of main');
const { dataFolder } = SearcherSetup.parse(workerData);
const index = openSearchIndex(path.join(dataFolder, 'search.sqlite'));
const HITS = 100;

let refreshing: Promise<void> | null = null;
const refresh = (): void => {
  refreshing ??= refreshIndex(index, dataFolder, () => nextTurn()).finally(() => {
    refreshing = null;
  });
};

/** A small change is taken in before the answer; a long build answers with what is there so far. */
const PATIENCE_MS = 150;

port.on('message', async (message: unknown) => {
  const { id, text } = ToSearcher.parse(message);
  refresh();
  const complete = await Promise.race([
    refreshing?.then(() => true) ?? true,
    new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS)),
  ]);
  port.postMessage({ id, answer: { hits: index.find(text, HITS), complete } } satisfies FromSearcher);
});
