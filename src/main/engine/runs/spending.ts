import type { Settings } from '../../../shared/settings.ts';
import type { BudgetFigures } from '../../scheduler/budget.ts';
import type { Records } from '../../store/contract.ts';

/** Limits and spending of a run, its job and the day. The demo's money is not real and counts against no daily budget. */
export const spendingOf = (records: Records, settings: () => Settings): BudgetFigures => ({
  limits: ({ jobId }) => {
    const job = records.job(jobId);
    return {
      dollars: job?.settings.limits.dollars ?? null,
      job_budget: job?.settings.budgetUsd ?? null,
      day_budget: job?.demo ? null : settings().dayBudgetUsd,
    };
  },
  spent: ({ jobId, runId }) => ({
    dollars: records.run(runId)?.costUsd ?? 0,
    job_budget: records.figures(jobId)?.costUsd ?? 0,
    day_budget: records.spentToday(),
  }),
});
