import { z } from 'zod';
import { RunId } from './ids.ts';
import { Mend } from './mends.ts';
import { PlanReason } from './messages/plans.ts';

/** As its host tells; `draft` is an open one that is not ready for review. */
export const PullRequestState = z.enum(['draft', 'open', 'merged', 'closed']);
export type PullRequestState = z.infer<typeof PullRequestState>;

/** The pull request opened from a run's pushed branch. */
export const PullRequest = z.object({
  number: z.number().int(),
  url: z.string(),
  branch: z.string(),
  base: z.string(),
  title: z.string(),
  state: PullRequestState,
  headCommit: z.string(),
  openedAt: z.number(),
  refreshedAt: z.number().nullable(),
  /** False when an open one of this job's branch was found instead of opened. */
  createdHere: z.boolean(),
});
export type PullRequest = z.infer<typeof PullRequest>;

/** What a person has said of the change of a run, as it was when they looked at it. */
export const SaidOfChange = z.object({ runId: RunId, tree: z.string() });
export type SaidOfChange = z.infer<typeof SaidOfChange>;

/** What "publish" would do for one run, shown before anything leaves the machine. */
export const PublishPlan = z.object({
  runId: RunId,
  action: z.enum(['open', 'update', 'patch_only', 'nothing']),
  branch: z.string().nullable(),
  base: z.string().nullable(),
  title: z.string().nullable(),
  reason: PlanReason,
  /** What the window can do of it, where it was refused. */
  mends: z.array(Mend).optional(),
});
export type PublishPlan = z.infer<typeof PublishPlan>;
