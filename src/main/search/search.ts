import { failure, type Result } from '../../shared/errors.ts';
import type { SearchAnswer } from '../../shared/search.ts';
import type { OnDefect } from '../lib/defects.ts';
import { createThread } from '../lib/thread.ts';
import { FromSearcher, type SearcherSetup, type ToSearcher } from './search-protocol.ts';

/** Finds words in everything that is stored. Its thread is started by the first question, never by the app's start. */
export interface Search {
  /** Words of a person; an empty text finds nothing but lets the index catch up. Errors: store_full, unexpected. */
  find(text: string): Promise<Result<SearchAnswer>>;
  close(): Promise<void>;
}

/**
 * @param file the program of the thread
 * @param dataFolder what is searched; the index is kept in it too
 */
export function createSearch(file: string, dataFolder: string, onDefect: OnDefect = () => undefined): Search {
  const setup: SearcherSetup = { dataFolder };
  const thread = createThread<ToSearcher, FromSearcher>({
    file,
    setup,
    answer: FromSearcher,
    onDefect: (thrown) => onDefect('search', thrown),
  });
  return {
    async find(text) {
      const answer = await thread.ask({ text });
      return answer.ok
        ? answer.value
        : failure('unexpected', 'The search could not be carried out.', { why: answer.error, next: 'Search again.' });
    },
    close: thread.close,
  };
}
