import type { CheckPolicy } from '../../../shared/check.ts';
import type { JobSettings } from '../../../shared/job.ts';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { modelCard } from '../../../shared/models.ts';
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
    `${modelCard(settings.model)?.label ?? settings.model}, ${settings.effort} effort`,
    `at most ${formatMoney(limits.dollars)}, ${plural(limits.steps, 'step')} and ${limits.minutes} min each`,
    ...(settings.budgetUsd === null ? [] : [`${formatMoney(settings.budgetUsd)} in all`]),
    CHECK_WORDS(settings.check),
    `branch ${branch}`,
    settings.openPullRequests ? 'opens pull requests by itself' : 'pull requests after review',
  ].join(' · ');
}

/** The branch of a job that still has the default one: named after what the job does. */
export function branchFor(settings: JobSettings, title: string): string {
  if (settings.branch !== DEFAULT_JOB_SETTINGS.branch) return settings.branch;
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let slug = '';
  for (const word of words) {
    if (slug.length + word.length > 40) break;
    slug += slug === '' ? word : `-${word}`;
  }
  return slug === '' ? settings.branch : `cody-batch/${slug}`;
}
