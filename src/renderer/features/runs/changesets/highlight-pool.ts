import { getOrCreateWorkerPoolSingleton } from '@pierre/diffs/worker';
import DiffWorker from '@pierre/diffs/worker/worker.js?worker';

/** Readable on the ground of added and removed lines too. Both are sent along, so that switching needs no new colours. */
export const DIFF_THEMES = { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } as const;

/** Colours are found off the main thread. One pool for the life of the window: grammars load once. */
export const highlightPool = () =>
  getOrCreateWorkerPoolSingleton({
    poolOptions: {
      workerFactory: () => new DiffWorker(),
      poolSize: 2,
      // A small diff is done sooner than it could be sent, and does not flash in black first.
      mainThreadMaxCharacters: 6000,
    },
    highlighterOptions: { theme: DIFF_THEMES, lineDiffType: 'word' },
  });
