import type { Gate, GateDeps } from './gate.ts';

/** No more results than people can look at. */
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
 * Why a run should wait for people, in words, or null. Runs that are under way count as results to come, so that no more
 * than `limit` ever await review. Pure.
 */
export function reviewHold(limit: number | null, awaiting: number, working: number): string | null {
  if (limit === null || awaiting + working < limit) return null;
  const results = awaiting === 1 ? '1 result awaits review' : `${awaiting} results await review`;
  if (awaiting >= limit) return `${results}, so no new run is started.`;
  const runs = working === 1 ? '1 run is under way' : `${working} runs are under way`;
  return `${results} and ${runs}: no more than ${limit} may await review.`;
}
