import { firstRequestUsd, LEAST_ANSWER_TOKENS } from '../../shared/request-cost.ts';

/** Why a run should not be cloned and checked today: there would be no money for its first request. Words or null. Pure. */
export function dayHold(budgetUsd: number | null, spentUsd: number, model: string): string | null {
  if (budgetUsd === null || budgetUsd - spentUsd >= firstRequestUsd(model, LEAST_ANSWER_TOKENS)) return null;
  return `The budget of the day ($${budgetUsd.toFixed(2)}) is used up; it goes on at 00:00, or as soon as you raise it.`;
}
