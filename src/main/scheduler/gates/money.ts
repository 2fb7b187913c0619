import type { HoldReason } from '../../../shared/messages/holds.ts';
import { firstRequestUsd, LEAST_ANSWER_TOKENS } from '../../../shared/request-cost.ts';
import { midnight } from '../../../shared/time-of-day.ts';
import type { Gate, GateDeps } from './gate.ts';

/** The budget of the day. The demo costs nothing. */
export const moneyGate = ({ records, settings, clock }: Pick<GateDeps, 'records' | 'settings' | 'clock'>): Gate => ({
  code: 'day_budget',
  lanes: ['execute'],
  keeps: 'job',
  check(job) {
    const reason = job.demo ? null : dayHold(settings().dayBudgetUsd, records.spentToday(), job.settings.model);
    return reason === null ? null : { reason, until: midnight(clock.now(), 1) };
  },
});

/** Why a run should not be cloned and checked today: its first request could not be paid; or null. Pure. */
export function dayHold(budgetUsd: number | null, spentUsd: number, model: string): HoldReason | null {
  if (budgetUsd === null || budgetUsd - spentUsd >= firstRequestUsd(model, LEAST_ANSWER_TOKENS)) return null;
  return { code: 'day_has_no_money', parameters: { budgetUsd } };
}
