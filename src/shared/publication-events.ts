import { z } from 'zod';
import { AppError } from './errors.ts';
import { PullRequest } from './pull-request.ts';

/** Who wants a publication: a person, or a job's standing order "open pull requests by itself". */
export const AskedBy = z.enum(['person', 'order']);
export type AskedBy = z.infer<typeof AskedBy>;

/** What is recorded of a publication. */
export const PUBLICATION_EVENTS = [
  z.object({
    kind: z.literal('publication_requested'),
    /** Events of earlier versions don't tell: they count as a person's. */
    by: AskedBy.optional(),
    /** The name that the person who asked has seen for its branch. */
    branch: z.string().optional(),
  }),
  z.object({ kind: z.literal('publication_waiting'), until: z.number(), error: AppError }),
  /** Recorded before the push: the commit of this tree is what the branch will hold. */
  z.object({ kind: z.literal('publication_started'), branch: z.string(), commit: z.string(), tree: z.string() }),
  z.object({ kind: z.literal('publication_failed'), error: AppError }),
  z.object({ kind: z.literal('pull_request_saved'), pullRequest: PullRequest }),
] as const;
