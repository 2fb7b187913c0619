import path from 'node:path';
import type { JobId, RunId } from '../../shared/ids.ts';
import { jobIdOf } from './ids.ts';

/** Where things live below the data folder. Nothing else in the app builds these paths. */
export interface StorePaths {
  root: string;
  settings: string;
  /** Summaries of all jobs; can be rebuilt from the job documents. */
  index: string;
  daySpend: string;
  /** What hosts of the API have refused; is learned anew. */
  hostHabits: string;
  /** What hosts say of their models; can be asked anew. */
  models: string;
  journals: string;
  jobs: string;
  job(jobId: JobId): string;
  runsOf(jobId: JobId): string;
  events(runId: RunId): string;
  checkLog(runId: RunId, checkId: string): string;
  clones: string;
  /** What clones take on disk; can be measured anew. */
  cloneSizes: string;
  clonesOf(jobId: JobId): string;
  /** The folder of one run's clone, its temporary files and its caches. */
  clone(runId: RunId): string;
}

export function storePaths(root: string): StorePaths {
  const runFolder = (runId: RunId) => path.join(root, 'runs', jobIdOf(runId), runId);
  return {
    root,
    settings: path.join(root, 'settings.json'),
    index: path.join(root, 'index.json'),
    daySpend: path.join(root, 'day-spend.json'),
    hostHabits: path.join(root, 'host-habits.json'),
    models: path.join(root, 'models.json'),
    journals: path.join(root, 'journal'),
    jobs: path.join(root, 'jobs'),
    job: (jobId) => path.join(root, 'jobs', `${jobId}.json`),
    runsOf: (jobId) => path.join(root, 'runs', jobId),
    events: (runId) => path.join(runFolder(runId), 'events.jsonl'),
    checkLog: (runId, checkId) => path.join(runFolder(runId), 'checks', `${checkId}.log`),
    clones: path.join(root, 'clones'),
    cloneSizes: path.join(root, 'clone-sizes.json'),
    clonesOf: (jobId) => path.join(root, 'clones', jobId),
    clone: (runId) => path.join(root, 'clones', jobIdOf(runId), runId),
  };
}
