import { z } from 'zod';
import { JobId } from '../ids.ts';
import { Job, JobSettings, Limits, Priority } from '../job.ts';
import { JobCounts } from '../job-counts.ts';
import { RepoRef } from '../repo.ts';
import { ReviewGroup } from '../review-groups.ts';
import { Run } from '../run.ts';
import { ANYWAY, done, jobId, method } from './method.ts';

/** A row of the list of jobs. */
export const JobSummary = z.object({ job: Job, counts: JobCounts, endedAt: z.number().nullable() });
export type JobSummary = z.infer<typeof JobSummary>;

/** A job as a person describes it. An empty title is made from the prompt; repositories that are named twice count once. */
const NewJob = z.object({
  title: z.string().max(200),
  prompt: z.string().trim().min(1).max(100_000),
  repos: z.array(RepoRef).min(1).max(2000),
  settings: JobSettings,
  ...ANYWAY,
});
export type NewJob = z.infer<typeof NewJob>;

/** Jobs. */
export const JOBS_METHODS = {
  'jobs.create': method(NewJob, jobId),
  'jobs.open': method(jobId, z.object({ summary: JobSummary, runs: z.array(Run) })),
  /** The changes of this job that await review, by what they do; outliers first. */
  'jobs.groups': method(jobId, z.object({ groups: z.array(ReviewGroup) })),
  'jobs.pause': method(jobId, done),
  'jobs.resume': method(jobId, done),
  'jobs.cancel': method(jobId, done),
  'jobs.retryFailed': method(jobId, done),
  'jobs.remove': method(jobId, done),
  /**
   * Other options for runs that start or are retried later, but what has a clone keeps its base branch and its check. Priority,
   * higher limits and fewer dollars hold at once; fewer steps and minutes from the next turn of a session at work.
   */
  'jobs.setOptions': method(z.object({ jobId: JobId, settings: JobSettings, ...ANYWAY }), done),
  'jobs.rename': method(z.object({ jobId: JobId, title: z.string().trim().min(1).max(200) }), done),
  /** Puts a job away that is not at work, or takes it back. Error: not_allowed while it is at work. */
  'jobs.setArchived': method(z.object({ jobId: JobId, archived: z.boolean() }), done),
  'jobs.setBudget': method(
    z.object({ jobId: JobId, budgetUsd: JobSettings.shape.budgetUsd, runDollars: Limits.shape.dollars }),
    done,
  ),
  /** Which jobs get free places first; what runs already goes on. */
  'jobs.setPriority': method(z.object({ jobId: JobId, priority: Priority }), done),
  /** A new version of the prompt; runs that start later use it. */
  'jobs.revisePrompt': method(z.object({ jobId: JobId, text: z.string().trim().min(1).max(100_000), ...ANYWAY }), done),
} as const;
