import type { CheckPolicy } from '../../../shared/check.ts';
import type { JobSettings } from '../../../shared/job.ts';
import { effortsOf } from '../../../shared/model-facts.ts';
import { fittingEffort, modelCard } from '../../../shared/models.ts';
import { firstRequestUsd, LEAST_ANSWER_TOKENS, USUAL_ANSWER_TOKENS } from '../../../shared/request-cost.ts';
import { formatMoney, plural } from '../../ui/format.ts';

const CHECK_WORDS = (check: CheckPolicy): string => {
  switch (check.mode) {
    case 'detect':
      return 'checks found by itself';
    case 'command':
      return `check: ${check.command}`;
    case 'off':
      return 'no checks';
  }
};

/** What the options say, in one line: read when they are folded. */
export function summarizeOptions(settings: JobSettings, branch: string): string {
  const { limits } = settings;
  return [
    modelText(settings),
    `at most ${formatMoney(limits.dollars)}, ${plural(limits.steps, 'step')} and ${limits.minutes} min each`,
    ...(settings.budgetUsd === null ? [] : [`${formatMoney(settings.budgetUsd)} in all`]),
    CHECK_WORDS(settings.check),
    `branch ${branch}${settings.baseBranch === '' ? '' : ` on ${settings.baseBranch}`}`,
    settings.openPullRequests ? 'opens pull requests by itself' : 'pull requests after review',
  ].join(' · ');
}

function modelText({ model, effort, risingEffort }: JobSettings): string {
  const efforts = effortsOf(model, null);
  const name = modelCard(model)?.label ?? model;
  if (efforts.length === 0) return name;
  const fitting = fittingEffort(effort, efforts);
  return `${name}, ${fitting} effort${risingEffort && fitting === 'medium' ? ' (low first)' : ''}`;
}

/** What a limit of dollars would do to the requests of this model, for its field: nothing when it is wide enough for one. */
export function budgetWarning(usd: number | null, model: string): { hint?: string; error?: string } {
  if (usd === null) return {};
  const name = modelCard(model)?.label ?? model;
  const least = firstRequestUsd(model, LEAST_ANSWER_TOKENS);
  if (usd < least) {
    return { error: `Too small for one request of ${name}, which may cost ${formatMoney(least)}.` };
  }
  const usual = firstRequestUsd(model, USUAL_ANSWER_TOKENS);
  if (usd >= usual) return {};
  return { hint: `One request of ${name} may cost ${formatMoney(usual)}; with less, its answers are kept short.` };
}
