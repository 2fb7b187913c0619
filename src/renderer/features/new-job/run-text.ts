import { JobSettings } from '../../../shared/job.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings.ts';
import { formatMoney } from '../../ui/format.ts';
import { budgetWarning } from './options-text.ts';

/** A job as it would be started now, and what of the app decides what that means. */
export interface Start {
  /** Repositories that it would run on. */
  count: number;
  settings: JobSettings;
  /** The whole app is the demo. */
  scripted: boolean;
  app: Pick<Settings, 'anthropicUrl' | 'concurrency' | 'dayBudgetUsd' | 'budgetFromUsd'>;
  /** What a run of a like job has cost on average, or null. */
  usualUsd: number | null;
}

/** The most that the job can cost: what its runs may cost together, or its budget where that is less. Pure. */
const mostUsd = ({ count, settings: { limits, budgetUsd } }: Pick<Start, 'count' | 'settings'>): number =>
  Math.min(count * limits.dollars, budgetUsd ?? Infinity);

/** Fewer runs say too little about the next ones. */
const LEAST_RUNS = 3;

/** What a run has cost on average in the jobs of this model and effort, those of the demo left out; null while too little is known. Pure. */
export function usualRunUsd(jobs: readonly JobSummary[], { model, effort }: JobSettings): number | null {
  const isLike = ({ job }: JobSummary) => !job.demo && job.settings.model === model && job.settings.effort === effort;
  // What is still at work has cost a part only.
  const isOver = ({ counts }: JobSummary) => counts.queued + counts.running + counts.interrupted === 0;
  const like = jobs.filter((summary) => isLike(summary) && isOver(summary));
  const sum = (pick: (summary: JobSummary) => number) => like.reduce((total, summary) => total + pick(summary), 0);
  const runs = sum(({ counts }) => counts.total - counts.cancelled);
  return runs < LEAST_RUNS ? null : sum(({ counts }) => counts.costUsd) / runs;
}

/** Does the job need a budget before it may start? The demo's money is not real. Pure. */
export const needsBudget = (start: Start): boolean =>
  !start.scripted &&
  start.settings.budgetUsd === null &&
  start.app.budgetFromUsd !== null &&
  mostUsd(start) > start.app.budgetFromUsd;

/** Where a field of the options stands in the form. */
const LABELS: Record<string, string> = {
  dollars: 'Per repository',
  budgetUsd: 'Whole job',
  steps: 'Steps',
  minutes: 'Minutes',
  maxFiles: 'Files',
  maxLines: 'Lines',
  repairRounds: 'Repair rounds',
  branch: 'Branch',
};

/** Why the job may not start with these options, in a sentence; null when it may. Pure. */
export function faultOfOptions(start: Start): string | null {
  const fault = faultOfSettings(start.settings);
  if (fault) return fault;
  if (needsBudget(start)) return `It may cost up to ${formatMoney(mostUsd(start))}: give it a budget first.`;
  return null;
}

/** Why no job may have these options, in a sentence; null when one may. Pure. */
export function faultOfSettings(settings: JobSettings): string | null {
  const { model, limits, budgetUsd } = settings;
  const perRun = budgetWarning(limits.dollars, model).error;
  if (perRun) return `Options, per repository: ${perRun}`;
  const inAll = budgetWarning(budgetUsd, model).error;
  if (inAll) return `Options, whole job: ${inAll}`;
  const parsed = JobSettings.safeParse(settings);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.findLast((part) => typeof part === 'string') ?? '';
    return `Options: “${LABELS[field] ?? field}” is out of its bounds.`;
  }
  return null;
}

/** What pressing Run means: money, where the code goes, and what is pushed. Each sentence is true of this very start. Pure. */
export const runSentences = (start: Start): string =>
  [start.scripted ? 'The model is scripted: it costs nothing.' : moneyText(start), atOnceText(start), outText(start)]
    .filter(Boolean)
    .join(' ');

function moneyText(start: Start): string {
  const { count, settings, app, usualUsd } = start;
  const { limits, budgetUsd } = settings;
  const most = mostUsd(start);
  const by =
    budgetUsd !== null && budgetUsd <= count * limits.dollars
      ? 'the budget of the job'
      : count === 1
        ? 'the limit of its run'
        : `${count} × ${formatMoney(limits.dollars)}`;
  const likely = usualUsd === null ? '' : `, likely about ${formatMoney(Math.min(most, usualUsd * count))}`;
  const aDay =
    app.dayBudgetUsd !== null && app.dayBudgetUsd < most ? `, at most ${formatMoney(app.dayBudgetUsd)} a day` : '';
  return `Up to ${formatMoney(most)} (${by})${likely}${aDay}.`;
}

const atOnceText = ({ count, app }: Start): string =>
  count === 1 ? '' : `At most ${Math.min(app.concurrency, count)} at a time.`;

function outText({ settings, scripted, app }: Start): string {
  const reader = scripted
    ? 'Nothing is sent to Claude'
    : app.anthropicUrl === DEFAULT_SETTINGS.anthropicUrl
      ? 'Code is sent to Claude'
      : `Code is sent to Claude through ${new URL(app.anthropicUrl).host}`;
  return settings.openPullRequests
    ? `${reader}; pull requests are opened without asking where you can push and nothing speaks against the change.`
    : `${reader}; nothing is pushed before you say so.`;
}
