import { firstRequestUsd, LEAST_ANSWER_TOKENS } from '../../../shared/request-cost.ts';
import { midnight } from '../../lib/time-of-day.ts';
import type { Gate, GateDeps } from './gate.ts';

/** The budget of the day. The demo costs nothing. */
export const moneyGate = ({ records, settings, clock }: Pick<GateDeps, 'records' | 'settings' | 'clock'>): Gate => ({
  code: 'day_budget',
  lanes: ['execute'],
  keeps: 'job',
  check(job) {
    const words = job.demo ? null : dayHold(settings().dayBudgetUsd, records.spentToday(), job.settings.model);
    return words === null ? null : { words, until: midnight(clock.now(), 1) };
  },
});

/** Why a run should not be cloned and checked today: its first request could not be paid. Text or null. Pure. */
export function dayHold(budgetUsd: number | null, spentUsd: number, model: string): string | null {
  if (budgetUsd === null || budgetUsd - spentUsd >= firstRequestUsd(model, LEAST_ANSWER_TOKENS)) return null;
  return `The budget of the day ($${budgetUsd.toFixed(2)}) is used up; it goes on at 00:00, or as soon as you raise it.`;
}
