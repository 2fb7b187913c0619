import { z } from 'zod';
import { JobId, RunId } from '../../shared/ids.ts';
import { StandingDoubt } from '../../shared/messages/standing.ts';
import { ReviewGroup } from '../../shared/review-groups.ts';

/**
 * Main → the thread that compares changes. A patch comes once: `key` names what the run's change leads to, and the thread
 * remembers its shape until a later list of the same job leaves it out.
 */
export const ToComparer = z.object({
  jobId: JobId,
  candidates: z.array(
    z.object({
      runId: RunId,
      key: z.string(),
      /** Null: the thread has this key already. */
      patch: z.string().nullable(),
      names: z.array(z.string()),
      doubts: z.array(StandingDoubt),
    }),
  ),
});
export type ToComparer = z.infer<typeof ToComparer>;

/** The thread → main. */
export const FromComparer = z.array(ReviewGroup);
export type FromComparer = z.infer<typeof FromComparer>;
