import { z } from 'zod';
import { JobId, RunId } from './ids.ts';

/** What a hit is: a job or repository by its name, a prompt, something that was said, done or went wrong. */
export const SearchKind = z.enum(['job', 'prompt', 'repo', 'said', 'command', 'action', 'error', 'note']);
export type SearchKind = z.infer<typeof SearchKind>;

/** A place that holds the words that were looked for. */
export const SearchHit = z.object({
  kind: SearchKind,
  jobId: JobId,
  jobTitle: z.string(),
  /** Null for what belongs to the job as a whole. */
  runId: RunId.nullable(),
  /** Label of the run's repository. */
  repo: z.string().nullable(),
  /** Where it stands in the run's log; null for names and prompts. */
  seq: z.number().int().positive().nullable(),
  at: z.number(),
  /** The words around, in parts; `hit` parts are what was found. */
  excerpt: z.array(z.object({ text: z.string(), hit: z.boolean() })),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** `complete` is false while the index still reads what is new: ask again for more. */
export const SearchAnswer = z.object({ hits: z.array(SearchHit), complete: z.boolean() });
export type SearchAnswer = z.infer<typeof SearchAnswer>;
