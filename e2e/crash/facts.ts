import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { JobDocument } from '../../src/main/store/job-document.ts';
import { storePaths } from '../../src/main/store/paths.ts';
import { RunEvent } from '../../src/shared/events.ts';
import { JobId, RunId } from '../../src/shared/ids.ts';
import type { RepoRef } from '../../src/shared/repo.ts';
import type { Run } from '../../src/shared/run.ts';

/** One run as the data folder holds it. */
export interface RunFacts {
  /** `owner/name`. */
  repo: string;
  row: Run;
  events: RunEvent[];
}

const jobIdsIn = (data: string): JobId[] => {
  const folder = storePaths(data).jobs;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const id = JobId.safeParse(name.replace(/[.]json$/, ''));
    return id.success && name.endsWith('.json') ? [id.data] : [];
  });
};

const nameOf = (repo: RepoRef): string => (repo.kind === 'remote' ? `${repo.owner}/${repo.name}` : repo.path);

/** How many jobs are stored. */
export const countJobs = (data: string): number => jobIdsIn(data).length;

/** All runs of all jobs, by repository. The app must have ended. */
export function readFacts(data: string): RunFacts[] {
  const paths = storePaths(data);
  return jobIdsIn(data)
    .flatMap((jobId) => JobDocument.parse(JSON.parse(readFileSync(paths.job(jobId), 'utf8'))).runs)
    .map((row) => ({
      repo: nameOf(row.repo),
      row,
      events: linesOf(paths.events(row.id)).map((line) => RunEvent.parse(JSON.parse(line)) as RunEvent),
    }))
    .sort((a, b) => a.repo.localeCompare(b.repo));
}

/** The finished lines of every run's log, whatever state the app was killed in. */
export function readLogs(data: string): Map<RunId, string[]> {
  const paths = storePaths(data);
  const runs = jobIdsIn(data).flatMap((jobId) => {
    const folder = paths.runsOf(jobId);
    return existsSync(folder) ? readdirSync(folder).map((name) => RunId.parse(name)) : [];
  });
  return new Map(runs.map((runId) => [runId, linesOf(paths.events(runId))]));
}

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

/** Files that the app put aside because it could not read them, and half-written ones that it left behind. */
export const oddFiles = (data: string): string[] =>
  readdirSync(data, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('clones') && /[.]unreadable-|[.]tmp$/.test(name),
  );
