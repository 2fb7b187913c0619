import { z } from 'zod';
import { resultSchema } from '../../shared/errors.ts';
import { SearchAnswer } from '../../shared/search.ts';

/** Main → the thread that keeps the index. */
export const ToSearcher = z.object({ text: z.string() });
export type ToSearcher = z.infer<typeof ToSearcher>;

/** The thread → main. */
export const FromSearcher = resultSchema(SearchAnswer);
export type FromSearcher = z.infer<typeof FromSearcher>;

/** What the thread is started with. */
export const SearcherSetup = z.object({ dataFolder: z.string() });
export type SearcherSetup = z.infer<typeof SearcherSetup>;
