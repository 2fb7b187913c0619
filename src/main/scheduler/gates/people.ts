import type { Gate, GateDeps } from './gate.ts';

/** Closed while as many results await review as the person allows. */
export const peopleGate = ({ records, settings }: Pick<GateDeps, 'records' | 'settings'>): Gate => ({
  code: 'review',
  lanes: ['execute'],
  keeps: 'lane',
  check(_next, { working }) {
    const words = reviewHold(settings().reviewLimit, records.awaitingReview(), working);
    return words === null ? null : { words };
  },
});

/**
 * Why a run should wait for reviewers, as text, or null. Active runs count as future results, so that no more than `limit`
 * ever await review. Pure.
 */
export function reviewHold(limit: number | null, awaiting: number, working: number): string | null {
  if (limit === null || awaiting + working < limit) return null;
  const results = awaiting === 1 ? '1 result awaits review' : `${awaiting} results await review`;
  if (awaiting >= limit) return `${results}, so no new run is started.`;
  const runs = working === 1 ? '1 run is under way' : `${working} runs are under way`;
  return `${results} and ${runs}: no more than ${limit} may await review.`;
}
