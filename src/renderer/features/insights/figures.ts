import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { modelCard } from '../../../shared/models.ts';
import type { Run } from '../../../shared/run.ts';
import { addUsage, cacheShare, NO_USAGE, promptTokens, type Usage } from '../../../shared/usage.ts';

/** What a set of jobs cost and brought. Counts are runs, money is dollars. */
export interface Figures {
  jobs: number;
  runs: number;
  changed: number;
  unchanged: number;
  failed: number;
  /** Cancelled, stopped at a limit, or not finished. */
  other: number;
  pullRequests: number;
  costUsd: number;
  usage: Usage;
  /** Everything that was spent, divided by the runs that changed something; null when none did. */
  costPerChanged: number | null;
  /** 0 to 1. */
  cacheShare: number;
  /** 0 to 1, of the runs that settled by themselves; null when none did. */
  success: number | null;
}

/** Adds jobs up. What failed is paid for too: a cost per changed run that left it out would flatter. */
export function figuresOf(jobs: readonly JobSummary[]): Figures {
  const sum = (pick: (summary: JobSummary) => number) => jobs.reduce((total, summary) => total + pick(summary), 0);
  const runs = sum(({ counts }) => counts.total);
  const changed = sum(({ counts }) => counts.changed);
  const unchanged = sum(({ counts }) => counts.unchanged);
  const failed = sum(({ counts }) => counts.failed);
  const costUsd = sum(({ counts }) => counts.costUsd);
  const usage = jobs.reduce((total, { counts }) => addUsage(total, counts.usage), NO_USAGE);
  const settled = changed + unchanged + failed;
  return {
    jobs: jobs.length,
    runs,
    changed,
    unchanged,
    failed,
    other: runs - settled,
    pullRequests: sum(({ counts }) => counts.pullRequests),
    costUsd,
    usage,
    costPerChanged: changed === 0 ? null : costUsd / changed,
    cacheShare: cacheShare(usage),
    success: settled === 0 ? null : (changed + unchanged) / settled,
  };
}

/** Figures by model, the one with most runs first. */
export function figuresByModel(jobs: readonly JobSummary[]): { model: string; figures: Figures }[] {
  const groups = new Map<string, JobSummary[]>();
  for (const summary of jobs) {
    const { model } = summary.job.settings;
    groups.set(model, [...(groups.get(model) ?? []), summary]);
  }
  return [...groups]
    .map(([model, group]) => ({ model: modelCard(model)?.label ?? model, figures: figuresOf(group) }))
    .sort((a, b) => b.figures.runs - a.figures.runs);
}

/** The middle of how long settled runs worked, in ms; null when none settled. */
export function medianRunMs(runs: readonly Run[]): number | null {
  const took = runs
    .flatMap((run) =>
      run.startedAt !== null && run.endedAt !== null && run.outcome !== 'cancelled'
        ? [run.endedAt - run.startedAt]
        : [],
    )
    .sort((a, b) => a - b);
  const half = Math.floor(took.length / 2);
  const upper = took[half];
  if (upper === undefined) return null;
  return took.length % 2 === 1 ? upper : ((took[half - 1] ?? upper) + upper) / 2;
}

/** Tokens that went in or out, by what they cost. */
export const tokenParts = (usage: Usage) => [
  { name: 'read from cache', tokens: usage.cacheRead },
  { name: 'written to cache', tokens: usage.cacheWrite5m + usage.cacheWrite1h },
  { name: 'fresh', tokens: usage.fresh },
  { name: 'output', tokens: usage.output },
];

export const totalTokens = (usage: Usage): number => promptTokens(usage) + usage.output;
