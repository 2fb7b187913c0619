import { isPublishing, isReviewable, outcomeOf, type Run } from './run.ts';

/** Somebody said yes to its change, and it may go out: only that it does is left to be said. */
const isReadyToGoOut = (run: Run): boolean =>
  isReviewable(run) && run.review.decision === 'approved' && run.publication.step !== 'failed';

/** Who must act on a run: the order of the groups on the job screen. */
export const RUN_GROUPS = ['needs_you', 'ready', 'running', 'waiting', 'done'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];

/** The group that a run stands in: by its status, then by what came out and whether that waits for a decision. */
export function groupOf(run: Run): RunGroup {
  if (run.status === 'running') return 'running';
  if (run.status === 'queued') return 'waiting';
  if (run.status === 'interrupted') return 'needs_you';
  if (isPublishing(run)) return 'running';
  switch (outcomeOf(run)) {
    case 'changed':
      if (isReadyToGoOut(run)) return 'ready';
      return isReviewable(run) ? 'needs_you' : 'done';
    case 'failed':
    case 'stopped':
      return 'needs_you';
    default:
      return 'done';
  }
}
