import type { JobId, RunId } from './ids.ts';
import { countRuns } from './job-counts.ts';
import { type RepoRef, repoLabel } from './repo.ts';
import type { RepoList } from './repo-list.ts';
import type { Run } from './run.ts';
import { failureOf, runText } from './run-text.ts';
import { terminalJson } from './terminal-text.ts';
import { cacheShare } from './usage.ts';

/** What a report tells of. */
export interface Reported {
  jobId: JobId;
  runs: readonly Run[];
  /** Lines of the list that named no repository. */
  rejected: RepoList['rejected'];
  /** Where the patch of a run was saved, or null. */
  patchFile: (runId: RunId) => string | null;
}

/** What became of each run of a job, and in all, as the text of a JSON file: the same from the terminal and from the window. Pure. */
export function jobReport({ jobId, runs, rejected, patchFile }: Reported): string {
  const counts = countRuns(runs);
  const report = {
    version: 1,
    jobId,
    runs: runs.map((run) => rowOf(run, patchFile(run.id))),
    rejected,
    totals: {
      runs: counts.total,
      changed: counts.changed,
      unchanged: counts.unchanged,
      failed: counts.failed,
      stopped: counts.stopped,
      cancelled: counts.cancelled,
      unfinished: counts.queued + counts.running + counts.interrupted,
      pullRequests: counts.pullRequests,
      filesChanged: sum(runs, (run) => run.changeset?.files ?? 0),
      insertions: sum(runs, (run) => run.changeset?.insertions ?? 0),
      deletions: sum(runs, (run) => run.changeset?.deletions ?? 0),
      steps: sum(runs, (run) => run.steps),
      usage: counts.usage,
      cacheShare: cacheShare(counts.usage),
      costUsd: rounded(counts.costUsd),
      ms: spanOf(runs),
    },
  };
  return `${terminalJson(JSON.stringify(report, null, 2))}\n`;
}

/** Sums of dollars are floating point: a hundredth of a cent is all that they tell. */
const rounded = (usd: number): number => Math.round(usd * 10_000) / 10_000;

const rowOf = (run: Run, patchFile: string | null) => ({
  repo: addressOf(run.repo),
  outcome: run.outcome ?? run.status,
  reason: runText(run),
  filesChanged: run.changeset?.files ?? 0,
  insertions: run.changeset?.insertions ?? 0,
  deletions: run.changeset?.deletions ?? 0,
  pullRequestUrl: run.publication.pullRequest?.url ?? null,
  patchFile,
  steps: run.steps,
  usage: run.usage,
  costUsd: rounded(run.costUsd),
  ms: run.startedAt === null ? 0 : run.earlierMs + (run.endedAt ?? run.startedAt) - run.startedAt,
  verdict: run.verdict,
  attempts: run.attempt,
  error: failureOf(run),
});

/** What a list line would say: the label where it is unambiguous, otherwise the address. */
const addressOf = (repo: RepoRef): string =>
  repo.kind === 'local' ? repo.path : repo.host === 'github.com' ? repoLabel(repo) : repo.url;

const sum = (runs: readonly Run[], of: (run: Run) => number): number => runs.reduce((total, run) => total + of(run), 0);

function spanOf(runs: readonly Run[]): number {
  const starts = runs.flatMap((run) => (run.startedAt === null ? [] : [run.startedAt]));
  const ends = runs.flatMap((run) => (run.endedAt === null ? [] : [run.endedAt]));
  return starts.length === 0 || ends.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts);
}
