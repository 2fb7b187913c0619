import { z } from 'zod';

/** What the session says of its work when it ends a turn. A claim, never the verdict. */
export const FinishReport = z.object({
  outcome: z.enum(['changed', 'no_change_needed', 'cannot_do']),
  summary: z.string(),
  changes: z.array(z.object({ path: z.string(), what: z.string() })),
  risk: z.enum(['low', 'medium', 'high']),
  reviewerNotes: z.array(z.string()),
  followUps: z.array(z.string()),
});
export type FinishReport = z.infer<typeof FinishReport>;
