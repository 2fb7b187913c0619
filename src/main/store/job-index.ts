import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { doubtsOf } from '../../shared/doubts.ts';
import { JobId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import { countRuns } from '../../shared/job-counts.ts';
import { JobSummary } from '../../shared/methods/jobs.ts';
import { isUnderWay } from '../../shared/publication.ts';
import { hasNewChange, type Run } from '../../shared/run.ts';
import { type Document, openDocument } from './document.ts';
import { StoreVersion } from './migrations.ts';

/** One job as the index knows it. It is believed only while its document is the very file that was summed up. */
const IndexEntry = z.object({
  summary: JobSummary,
  unfinished: z.boolean(),
  awaitingReview: z.number().int().default(0),
  mtimeMs: z.number(),
  size: z.number(),
});
export type IndexEntry = z.infer<typeof IndexEntry>;
/** What an earlier version summed up in another way is left out: its job is read anew. */
export const IndexDocument = z.object({
  version: StoreVersion,
  jobs: z.array(z.unknown()).transform((all) => all.flatMap((entry) => IndexEntry.safeParse(entry).data ?? [])),
});
export type IndexDocument = z.infer<typeof IndexDocument>;

/** Summaries of all jobs, so that a start reads no finished job. Losing it costs time, nothing else. */
export const openJobIndex = (file: string, now: () => number): Document<IndexDocument> =>
  openDocument({ file, schema: IndexDocument, now });

export type FileStamp = Pick<IndexEntry, 'mtimeMs' | 'size'>;
export async function fileStamp(file: string): Promise<FileStamp> {
  const { mtimeMs, size } = await stat(file);
  return { mtimeMs, size };
}

export function summarize(job: Job, runs: Iterable<Run>): JobSummary {
  const rows = [...runs];
  const ended = rows.reduce((latest, run) => Math.max(latest, run.endedAt ?? 0), 0);
  const over = rows.every((run) => run.status === 'settled');
  return { job, counts: countRuns(rows), endedAt: over && ended > 0 ? ended : null };
}

/** Would anything of this job go on by itself after a start? */
export const isUnfinished = (job: Job, runs: Iterable<Run>): boolean =>
  [...runs].some((run) => run.status !== 'settled' || isUnderWay(run.publication) || wantsPublishing(job, run));

/**
 * Does the standing order "open pull requests by itself" cover this run's present change? Not when anything speaks against
 * it, nor when it was tried and failed: then a person decides.
 */
export const wantsPublishing = (job: Job, run: Run): boolean =>
  job.settings.openPullRequests &&
  (run.startedAt ?? 0) >= job.opensPullRequestsFrom &&
  hasNewChange(run) &&
  run.canPush === true &&
  run.publication.step !== 'failed' &&
  doubtsOf(run).length === 0 &&
  run.review.decision !== 'rejected';

/** The documents that are there: which, how old and how long. Temporary and set-aside files are not among them. */
export async function listJobFiles(folder: string): Promise<Map<JobId, FileStamp>> {
  const found = new Map<JobId, FileStamp>();
  for (const name of await readdir(folder)) {
    const id = JobId.safeParse(name.endsWith('.json') ? name.slice(0, -'.json'.length) : '');
    if (!id.success) continue;
    found.set(id.data, await fileStamp(path.join(folder, name)));
  }
  return found;
}
