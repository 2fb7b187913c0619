import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type JobId, jobIdOf, type RunId } from '../../shared/ids.ts';

/** Where things live below the data folder. Nothing else in the app builds these paths. */
export interface StorePaths {
  root: string;
  settings: string;
  /** Summaries of all jobs; can be rebuilt from the job documents. */
  index: string;
  daySpend: string;
  /** What a person has written and not sent. */
  drafts: string;
  /** What hosts of the API have refused; is learned anew. */
  hostHabits: string;
  /** What hosts say of their models; can be asked anew. */
  models: string;
  journals: string;
  /** A note for each request that is under way. */
  requests: string;
  jobs: string;
  job(jobId: JobId): string;
  runsOf(jobId: JobId): string;
  events(runId: RunId): string;
  /** The output of a run's checks. */
  checkLogs(runId: RunId): string;
  checkLog(runId: RunId, checkId: string): string;
  /** The folders that hold clones, as `<job>/<run>`. */
  clones: readonly string[];
  /** What clones take on disk; can be measured anew. */
  cloneSizes: string;
  clonesOf(jobId: JobId): string;
  /** The folder of one run's clone, its temporary files and its caches. */
  clone(runId: RunId): string;
}

/** What a script may write without quotes around it. */
const PLAIN = /^[\p{L}\p{N}/._+@:%,=-]*$/u;

/**
 * Where new clones go. Scripts break in a folder with blanks, and that would be called the repository's fault; macOS keeps
 * the data of all apps in "Application Support". On another disk than the home's they stay: somebody chose it for its room.
 */
function clonesFolder(root: string, { home, platform }: Machine): string {
  const inData = path.join(root, 'clones');
  const isInHome = root.startsWith(`${home}/`);
  if (platform === 'win32' || PLAIN.test(inData) || !isInHome || !PLAIN.test(home)) return inData;
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const folder = platform === 'darwin' ? '.cody-batch' : '.local/state/cody-batch';
  return path.join(home, folder, digest);
}

/** Nothing, too, where there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

interface Machine {
  home: string;
  platform: NodeJS.Platform;
}

export function storePaths(
  root: string,
  machine: Machine = { home: os.homedir(), platform: process.platform },
): StorePaths {
  const inData = path.join(root, 'clones');
  const elsewhere = clonesFolder(root, machine);
  // Earlier versions kept all of them there.
  const early = new Set(elsewhere === inData ? [] : namesIn(inData));
  const clonesOf = (jobId: JobId) => path.join(early.has(jobId) ? inData : elsewhere, jobId);
  const runFolder = (runId: RunId) => path.join(root, 'runs', jobIdOf(runId), runId);
  const checkLogs = (runId: RunId) => path.join(runFolder(runId), 'checks');
  return {
    root,
    settings: path.join(root, 'settings.json'),
    index: path.join(root, 'index.json'),
    daySpend: path.join(root, 'day-spend.json'),
    drafts: path.join(root, 'drafts.json'),
    hostHabits: path.join(root, 'host-habits.json'),
    models: path.join(root, 'models.json'),
    journals: path.join(root, 'journal'),
    requests: path.join(root, 'requests'),
    jobs: path.join(root, 'jobs'),
    job: (jobId) => path.join(root, 'jobs', `${jobId}.json`),
    runsOf: (jobId) => path.join(root, 'runs', jobId),
    events: (runId) => path.join(runFolder(runId), 'events.jsonl'),
    checkLogs,
    checkLog: (runId, checkId) => path.join(checkLogs(runId), `${checkId}.log`),
    clones: [...new Set([elsewhere, inData])],
    cloneSizes: path.join(root, 'clone-sizes.json'),
    clonesOf,
    clone: (runId) => path.join(clonesOf(jobIdOf(runId)), runId),
  };
}
