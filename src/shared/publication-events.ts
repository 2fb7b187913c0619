import { z } from 'zod';
import { AppError } from './errors.ts';
import { PullRequest } from './pull-request.ts';

/** What is recorded of a publication. */
export const PUBLICATION_EVENTS = [
  z.object({
    kind: z.literal('publication_requested'),
    /** The name that the person who asked has seen for its branch. */
    branch: z.string().optional(),
  }),
  z.object({ kind: z.literal('publication_waiting'), until: z.number(), error: AppError }),
  /** Recorded before the push: the commit of this tree is what the branch will hold. */
  z.object({ kind: z.literal('publication_started'), branch: z.string(), commit: z.string(), tree: z.string() }),
  z.object({ kind: z.literal('publication_failed'), error: AppError }),
  z.object({ kind: z.literal('pull_request_saved'), pullRequest: PullRequest }),
] as const;
