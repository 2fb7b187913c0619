import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DemoWorldFacts } from '../../shared/demo-protocol.ts';
import { dollars } from '../../shared/dollars.ts';
import { failed, ok, type Result, wordsOfThrown } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { countRuns } from '../../shared/job-counts.ts';
import { type RepoRef, repoKey, repoLabel } from '../../shared/repo.ts';
import type { RepoList } from '../../shared/repo-list.ts';
import type { Run } from '../../shared/run.ts';
import { failureOf, wordsOfRun } from '../../shared/run-words.ts';
import { terminalJson } from '../../shared/terminal-text.ts';
import { cacheShare } from '../../shared/usage.ts';
import type { Engine } from '../engine/contract.ts';

/** A job that has ended, to be reported. */
export interface ReportRequest {
  engine: Pick<Engine, 'savePatches'>;
  jobId: JobId;
  runs: readonly Run[];
  rejected: RepoList['rejected'];
  /** Null: nothing is written, only the summary is made. */
  file: string | null;
}

/** Writes the report and, beside it, the patches. Answers with the lines of its summary. */
export async function writeReport(request: ReportRequest): Promise<Result<{ summary: string[] }>> {
  const { runs, file } = request;
  const counts = countRuns(runs);
  const unfinished = counts.queued + counts.running + counts.interrupted;
  const summary = [
    `${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.failed} failed, ${counts.stopped} stopped, ` +
      `${counts.cancelled} cancelled${unfinished > 0 ? `, ${unfinished} unfinished` : ''}, ${counts.pullRequests} pull requests, ${dollars(counts.costUsd)}`,
  ];
  if (file === null) return ok({ summary });
  const patches = await savePatches(request, patchFolderOf(file));
  if (!patches.ok) return patches;
  const report = {
    version: 1,
    jobId: request.jobId,
    runs: runs.map((run) => rowOf(run, patches.value.get(run.id) ?? null)),
    rejected: request.rejected,
    totals: {
      runs: counts.total,
      changed: counts.changed,
      unchanged: counts.unchanged,
      failed: counts.failed,
      stopped: counts.stopped,
      cancelled: counts.cancelled,
      unfinished,
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
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${terminalJson(JSON.stringify(report, null, 2))}\n`, { mode: 0o600 });
    // One of an earlier run may be open to others.
    await chmod(file, 0o600);
  } catch (error) {
    const why = wordsOfThrown(error);
    return failed({ code: 'store_failed', message: 'The report could not be written.', why, path: file });
  }
  return ok({ summary: [...summary, `Report: ${file}`] });
}

/** Beside the report and named after it: two reports in one folder keep their patches apart. */
const patchFolderOf = (file: string): string =>
  path.join(path.dirname(file), `${path.basename(file, path.extname(file))}-patches`);

async function savePatches({ engine, runs }: ReportRequest, folder: string): Promise<Result<Map<RunId, string>>> {
  const changed = runs.filter((run) => run.changeset !== null).map((run) => run.id);
  if (changed.length === 0) return ok(new Map());
  const saved = await engine.savePatches(changed, folder);
  if (!saved.ok) return saved;
  return ok(new Map(saved.value.flatMap(({ runId, file }) => (file === null ? [] : [[runId, file] as const]))));
}

/** Sums of dollars are floating point: a hundredth of a cent is all that they tell. */
const rounded = (usd: number): number => Math.round(usd * 10_000) / 10_000;

const rowOf = (run: Run, patchFile: string | null) => ({
  repo: addressOf(run.repo),
  outcome: run.outcome ?? run.status,
  reason: wordsOfRun(run),
  filesChanged: run.changeset?.files ?? 0,
  insertions: run.changeset?.insertions ?? 0,
  deletions: run.changeset?.deletions ?? 0,
  pullRequestUrl: run.publication.pullRequest?.url ?? null,
  patchFile,
  steps: run.steps,
  usage: run.usage,
  costUsd: rounded(run.costUsd),
  ms: run.startedAt === null ? 0 : (run.endedAt ?? run.startedAt) - run.startedAt,
  verdict: run.verdict,
  attempts: run.attempt,
  error: failureOf(run),
});

/** What a list line would say: the label where it is unambiguous, otherwise the address. */
const addressOf = (repo: RepoRef): string =>
  repo.kind === 'local' ? repo.path : repo.host === 'github.com' ? repoLabel(repo) : repo.url;

/** What ended otherwise than the samples promise; empty when all is well. */
export function unmetExpectations(runs: readonly Run[], expectations: DemoWorldFacts['expectations']): string[] {
  const byKey = new Map(runs.map((run) => [repoKey(run.repo), run]));
  return Object.entries(expectations).flatMap(([line, expected]) => {
    const url = new URL(line);
    const run = byKey.get(`${url.host}${url.pathname}`.toLowerCase());
    if (!run) return [`${line} has no run`];
    const found = { outcome: run.outcome, pullRequest: run.publication.pullRequest !== null };
    if (found.outcome === expected.outcome && found.pullRequest === expected.pullRequest) return [];
    const say = (value: { outcome: string | null; pullRequest: boolean }) =>
      `${value.outcome} ${value.pullRequest ? 'with' : 'without'} a pull request`;
    return [`${line}: expected ${say(expected)}, got ${say(found)} (${wordsOfRun(run)})`];
  });
}

const sum = (runs: readonly Run[], of: (run: Run) => number): number => runs.reduce((total, run) => total + of(run), 0);

function spanOf(runs: readonly Run[]): number {
  const starts = runs.flatMap((run) => (run.startedAt === null ? [] : [run.startedAt]));
  const ends = runs.flatMap((run) => (run.endedAt === null ? [] : [run.endedAt]));
  return starts.length === 0 || ends.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts);
}
