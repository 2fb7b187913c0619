import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DemoWorldFacts } from '../../shared/demo-protocol.ts';
import { dollars } from '../../shared/dollars.ts';
import { failed, ok, type Result, thrownText } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { countRuns } from '../../shared/job-counts.ts';
import { jobReport } from '../../shared/job-report.ts';
import { repoKey } from '../../shared/repo.ts';
import type { RepoList } from '../../shared/repo-list.ts';
import type { Run } from '../../shared/run.ts';
import { runText } from '../../shared/run-text.ts';
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
  const { jobId, rejected } = request;
  const report = jobReport({ jobId, runs, rejected, patchFile: (runId) => patches.value.get(runId) ?? null });
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, report, { mode: 0o600 });
    // One of an earlier run may be open to others.
    await chmod(file, 0o600);
  } catch (error) {
    const why = thrownText(error);
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
    return [`${line}: expected ${say(expected)}, got ${say(found)} (${runText(run)})`];
  });
}
