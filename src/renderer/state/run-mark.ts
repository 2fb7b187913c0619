import { doubtsStandingOut } from '../../shared/doubts.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { takesUpdates } from '../../shared/publication.ts';
import type { PullRequestState } from '../../shared/pull-request.ts';
import { hasNewChange, isPublishing, isReviewable, outcomeOf, type Review, type Run } from '../../shared/run.ts';
import { actionOf, failureOf, runText } from '../../shared/run-text.ts';

/** A state has a shape and a word besides its colour. */
export type MarkShape = 'ready' | 'attention' | 'running' | 'done' | 'failed' | 'waiting' | 'merged';
export interface Mark {
  shape: MarkShape;
  /** One or two words, the same for every run in this state. */
  word: string;
  /** Why, as far as the row knows; shown on hover. */
  reason: string;
}

const PULL_REQUEST_MARKS: Record<PullRequestState, Pick<Mark, 'shape' | 'word'>> = {
  draft: { shape: 'waiting', word: 'draft' },
  open: { shape: 'done', word: 'pull request' },
  merged: { shape: 'merged', word: 'merged' },
  closed: { shape: 'waiting', word: 'closed' },
};
export const pullRequestMark = (state: PullRequestState): Pick<Mark, 'shape' | 'word'> =>
  state === 'open' ? { shape: 'ready', word: 'open' } : PULL_REQUEST_MARKS[state];

/** Does the changeset of this run need a second look before it is published? */
export const hasDoubts = (run: Run): boolean => doubtsStandingOut(run).length > 0;

/** What it does, and what went wrong before it was tried again. */
const actionAfter = (run: Run): string =>
  run.lastError ? `${actionOf(run)}\nLast failure: ${run.lastError.message}` : actionOf(run);

/** Why a change is saved and not published. */
export const PATCH_ONLY = 'you cannot push here: save the patch';

const notOut = ({ publication: { pullRequest } }: Run): string =>
  pullRequest ? `not yet in pull request #${pullRequest.number}` : 'no pull request yet';

/** The state of a run as shape, word and reason. */
export function markOf(run: Run): Mark {
  if (run.status === 'running') return { shape: 'running', word: 'running', reason: actionAfter(run) };
  if (run.status === 'queued') return { shape: 'waiting', word: 'waiting', reason: actionOf(run) };
  if (run.status === 'interrupted') return { shape: 'attention', word: 'interrupted', reason: actionOf(run) };
  if (isPublishing(run)) {
    const { step } = run.publication;
    const shape = step === 'requested' || step === 'pushing' ? 'running' : 'waiting';
    return { shape, word: 'publishing', reason: runText(run) };
  }
  const { pullRequest } = run.publication;
  const failure = failureOf(run);
  if (pullRequest && outcomeOf(run) === 'changed' && !hasNewChange(run)) {
    const mark = PULL_REQUEST_MARKS[pullRequest.state];
    return { ...mark, reason: `Pull request #${pullRequest.number} is ${pullRequest.state}` };
  }
  switch (run.outcome) {
    case 'changed':
      if (run.review.decision === 'rejected')
        return { shape: 'waiting', word: 'rejected', reason: run.review.note || 'Rejected by you' };
      if (failure) return { shape: 'attention', word: 'not published', reason: failure.message };
      if (run.review.decision === 'approved')
        return {
          shape: 'done',
          word: 'approved',
          reason: `Approved, ${run.canPush === false ? PATCH_ONLY : notOut(run)}`,
        };
      if (hasDoubts(run))
        return { shape: 'attention', word: 'look closely', reason: doubtsStandingOut(run).map(messageText).join('\n') };
      if (run.action.code === 'edited') return { shape: 'attention', word: 'not checked', reason: actionOf(run) };
      return { shape: 'ready', word: 'review', reason: pullRequest ? notOut(run) : actionOf(run) };
    case 'unchanged':
      return { shape: 'done', word: 'no change', reason: actionOf(run) };
    case 'cancelled':
      return { shape: 'waiting', word: 'cancelled', reason: actionOf(run) };
    case 'stopped':
      return { shape: 'attention', word: 'stopped', reason: failure?.message ?? actionOf(run) };
    default:
      return { shape: 'failed', word: 'failed', reason: failure?.message ?? actionOf(run) };
  }
}

/** The same as it will be once main has saved what is being decided. */
export const markAfter = (run: Run, decision: Review['decision'] | null): Mark =>
  markOf(decision === null ? run : { ...run, review: { ...run.review, decision, note: '' } });

/** What can be done with a run just now. One place, so that buttons, keys and the bulk bar agree. */
export const canCancel = (run: Run): boolean =>
  run.status === 'queued' || run.status === 'running' || isPublishing(run);
export const canRetry = (run: Run): boolean =>
  !canCancel(run) && takesUpdates(run.publication) && (run.status === 'interrupted' || run.outcome !== 'changed');
export const canSavePatch = (run: Run): boolean => run.changeset !== null && run.changeset.files > 0;
export const canReview = (run: Run): boolean => hasNewChange(run) && !isPublishing(run);
/** Its session has begun and can go on: a comment becomes its next turn. */
export const canComment = (run: Run): boolean => run.steps > 0 && takesUpdates(run.publication);
export const canPublish = (run: Run): boolean => canReview(run) && isReviewable(run);
/** As far as the row knows, publishing would open or update a pull request; without the right to push only a patch can be saved. */
export const opensPullRequest = (run: Run): boolean => canPublish(run) && run.canPush !== false;

export type NextStep = 'send' | 'approve' | 'publish' | null;
/** The one step that is next for a person who looks at this run; `hasText`: something is written and not sent. */
export function nextStepOf(run: Run, hasText: boolean): NextStep {
  if (hasText && canComment(run)) return 'send';
  if (!canReview(run) || run.review.decision === 'rejected') return null;
  return run.review.decision === 'approved' ? 'publish' : 'approve';
}
