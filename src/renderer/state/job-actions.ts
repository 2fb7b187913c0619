import { createStore, useStore } from 'zustand';
import { headOf } from '../../shared/cut.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { currentPrompt, DEFAULT_JOB_SETTINGS, type Job, type JobSettings } from '../../shared/job.ts';
import { jobReport } from '../../shared/job-report.ts';
import type { JobSummary } from '../../shared/methods/jobs.ts';
import { branchFor } from '../../shared/new-job.ts';
import type { RepoRef } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { openJob, perform, savePatches } from './actions.ts';
import { canSavePatch } from './run-mark.ts';
import { saveText } from './save-text.ts';
import { runsOf } from './selectors.ts';
import { store } from './store.ts';
import { say, sayError } from './toasts.ts';
import { navigate } from './ui-store.ts';

/** Gives a job another name; Undo brings the one before back. */
export async function renameJob({ id: jobId, title: before }: Job, title: string): Promise<boolean> {
  const answer = await perform('jobs.rename', { jobId, title });
  const undo = () => void perform('jobs.rename', { jobId, title: before });
  if (answer.ok) say(`Renamed to “${title}”`, null, undo, [`title ${jobId}`]);
  return answer.ok;
}

/** Puts a job away, or takes it back; Undo does the other. */
export async function archiveJob({ id: jobId, title }: Pick<Job, 'id' | 'title'>, archived: boolean): Promise<void> {
  const answer = await perform('jobs.setArchived', { jobId, archived });
  if (!answer.ok) return;
  const words = archived ? `Archived “${title}”` : `“${title}” is in the list again`;
  const undo = () => void perform('jobs.setArchived', { jobId, archived: !archived });
  say(words, null, undo, [`archive ${jobId}`]);
}

/** The runs of a job, read if they were not yet; null after a failure, which is said. */
async function runsOfJob(jobId: JobId): Promise<Run[] | null> {
  const opened = await openJob(jobId);
  if (!opened.ok) sayError(opened.error, { jobId });
  return opened.ok ? runsOf(store.getState(), jobId) : null;
}

export async function saveJobPatches(jobId: JobId): Promise<void> {
  const runIds = (await runsOfJob(jobId))?.filter(canSavePatch).map((run) => run.id);
  if (runIds?.length === 0) say('There is no patch to save: no run of this job has changed anything');
  else if (runIds) await savePatches(runIds);
}

/** The same file that a run in the terminal writes with --report. */
export async function saveJobReport({ id: jobId, title }: Pick<Job, 'id' | 'title'>): Promise<void> {
  const runs = await runsOfJob(jobId);
  const name = `${headOf(title.replace(/[^\w.-]+/g, '-'), 80)}-report.json`;
  if (runs) saveText(name, 'application/json', jobReport({ jobId, runs, rejected: [], patchFile: () => null }));
}

/** A job that is to be written anew, on its way to the screen where jobs are written. */
export interface JobCopy {
  title: string;
  prompt: string;
  repos: readonly RepoRef[];
  settings: JobSettings;
}
const copies = createStore<{ onItsWay: JobCopy | null }>(() => ({ onItsWay: null }));
/** One that comes while the screen is open is seen there, too. */
export const useJobCopy = (): JobCopy | null => useStore(copies, ({ onItsWay }) => onItsWay);
/** Taken once, by the screen that shows it. */
export function takeJobCopy(): JobCopy | null {
  const { onItsWay } = copies.getState();
  copies.setState({ onItsWay: null });
  return onItsWay;
}

/** Opens New job with all that this job was made of; of its repositories only the ticked ones, if some are. */
export async function duplicateJob({ job }: Pick<JobSummary, 'job'>, ticked: ReadonlySet<RunId>): Promise<void> {
  const runs = await runsOfJob(job.id);
  if (!runs) return;
  const chosen = runs.filter((run) => ticked.has(run.id));
  const titles = Object.values(store.getState().jobs).map((other) => other.job.title);
  const copy = {
    title: nextTitle(job.title, titles),
    prompt: currentPrompt(job).text,
    repos: (chosen.length > 0 ? chosen : runs).map((run) => run.repo),
    settings: ownBranch(job),
  };
  copies.setState({ onItsWay: copy });
  navigate({ screen: 'new-job' });
}

/** A branch that was named after its job is named after the new one. */
function ownBranch({ title, settings }: Job): JobSettings {
  const unnamed = { ...settings, branch: DEFAULT_JOB_SETTINGS.branch };
  return branchFor(unnamed, title) === settings.branch ? unnamed : settings;
}

/** The first of "X (2)", "X (3)"… that no job has. Pure. */
export function nextTitle(title: string, titles: readonly string[]): string {
  const base = title.replace(/ \(\d+\)$/, '').slice(0, 190);
  let nth = 2;
  while (titles.includes(`${base} (${nth})`)) nth += 1;
  return `${base} (${nth})`;
}

/** Jobs whose title another one has, too: a title alone does not tell them apart. Pure. */
export function withSharedTitle(jobs: readonly Pick<Job, 'id' | 'title'>[]): Set<JobId> {
  const counts = new Map<string, number>();
  for (const { title } of jobs) counts.set(title, (counts.get(title) ?? 0) + 1);
  return new Set(jobs.filter(({ title }) => (counts.get(title) ?? 0) > 1).map(({ id }) => id));
}
