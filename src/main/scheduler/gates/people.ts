import type { HoldReason } from '../../../shared/messages/holds.ts';
import type { Gate, GateDeps } from './gate.ts';

/** Closed while as many results await review as the person allows. */
export const peopleGate = ({ records, settings }: Pick<GateDeps, 'records' | 'settings'>): Gate => ({
  code: 'review',
  lanes: ['execute'],
  keeps: 'lane',
  check(_next, { working }) {
    const reason = reviewHold(settings().reviewLimit, records.awaitingReview(), working);
    return reason === null ? null : { reason };
  },
});

/**
 * Why a run should wait for reviewers, or null. Active runs count as future results, so that no more than `limit`
 * ever await review. Pure.
 */
export function reviewHold(limit: number | null, awaiting: number, working: number): HoldReason | null {
  if (limit === null || awaiting + working < limit) return null;
  return { code: 'results_await_review', parameters: { results: awaiting, working, limit } };
}
