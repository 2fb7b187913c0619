import type { AppError } from '../../shared/errors.ts';
import type { Mend } from '../../shared/mends.ts';
import { mendsOf } from '../../shared/mends-of-codes.ts';
import type { Run } from '../../shared/run.ts';
import { webAddress } from '../../shared/web-address.ts';
import { openExternal, perform, retryRuns, savePatches } from '../state/actions.ts';
import { runCommand } from '../state/command-registry.ts';
import type { ErrorPlace } from '../state/error-place.ts';
import { duplicateJob } from '../state/job-actions.ts';
import { canRetry, canSavePatch } from '../state/run-mark.ts';
import { store } from '../state/store.ts';
import {
  askAbout,
  navigate,
  type OptionGroupName,
  openRun,
  openSettings,
  type SettingsSection,
  setOverlay,
  showNewJobOptions,
} from '../state/ui-store.ts';

/** A button that carries out one thing which mends a failure. */
export interface ErrorButton {
  mend: Mend;
  label: string;
  act: () => void;
}

/** What is done at a place, or null where there is nothing to do it with. */
type Act = (place: ErrorPlace, run: Run | undefined) => (() => void) | null;

const settings =
  (section: SettingsSection): Act =>
  () =>
  () =>
    openSettings(section);
const options =
  (group: OptionGroupName): Act =>
  ({ jobId, isNewJob }) => {
    if (isNewJob) return () => showNewJobOptions(group);
    return jobId ? () => askAbout({ jobId, about: 'options', group }) : null;
  };
const question =
  (about: 'budget' | 'prompt'): Act =>
  ({ jobId }) =>
    jobId ? () => askAbout({ jobId, about }) : null;

/** Of the job that failed, with that repository; where that cannot be had, from nothing. */
function startAnother({ jobId }: ErrorPlace, run: Run | undefined): void {
  const summary = jobId && store.getState().jobs[jobId];
  if (summary && !summary.job.demo) void duplicateJob(summary, new Set(run ? [run.id] : []));
  else navigate({ screen: 'new-job' });
}

/** Everything that the window can do about failures, in one place: its words, and how it is done. */
export const ERROR_ACTIONS: Record<Mend, { label: string; act: Act }> = {
  keys: { label: 'Open Settings', act: settings('Keys') },
  services: { label: 'Check the addresses', act: settings('Services') },
  sessions: { label: 'Change the limits', act: settings('Running') },
  disk: { label: 'Change the quota of the disk', act: settings('Running') },
  editor: { label: 'Choose an editor', act: settings('Editor') },
  defaults: { label: 'Change what new jobs start with', act: settings('New jobs') },
  review: { label: 'Review', act: () => () => navigate({ screen: 'review', runId: null }) },
  model: { label: 'Choose another model', act: options('Model') },
  check: { label: 'Edit the check', act: options('Proof') },
  branches: { label: 'Choose another branch', act: options('Pull request') },
  commands: { label: 'Edit how commands run', act: options('Commands') },
  limits: { label: 'Change the budget', act: question('budget') },
  prompt: { label: 'Revise the prompt', act: question('prompt') },
  retry: {
    label: 'Retry',
    act: ({ retry }, run) =>
      retry === undefined ? (run && canRetry(run) ? () => void retryRuns([run.id]) : null) : retry,
  },
  changes: {
    label: 'Show the changes',
    act: (_place, run) => (run?.changeset ? () => showChanges(run) : null),
  },
  patch: {
    label: 'Save the patch',
    act: (_place, run) => (run && canSavePatch(run) ? () => void savePatches([run.id]) : null),
  },
  new_job: { label: 'Start a new job', act: (place, run) => () => startAnother(place, run) },
  repository: {
    label: 'Open the repository',
    act: (_place, run) => {
      const address = run && webAddress(run.repo);
      return address ? () => void openExternal(address) : null;
    },
  },
  console: {
    label: 'Open the Claude Console',
    act: () => () => void openExternal('https://platform.claude.com/settings/billing'),
  },
  logs: { label: 'Open logs', act: () => () => void perform('app.openLogs', {}) },
  problem: { label: 'Report a problem', act: () => () => void perform('app.reportProblem', {}) },
  diagnostics: { label: 'Export diagnostics', act: () => () => setOverlay('diagnostics') },
};

function showChanges(run: Run): void {
  openRun(run.jobId, run.id);
  runCommand('run-changes');
}

/** More would be no advice. */
const MOST_BUTTONS = 3;

/** The buttons for a failure at a place, the best first. */
export const errorButtons = (error: AppError, place: ErrorPlace): ErrorButton[] => mendButtons(mendsOf(error), place);

/** The buttons for what mends something at a place. */
export function mendButtons(mends: readonly Mend[], place: ErrorPlace): ErrorButton[] {
  const run = place.runId && store.getState().runs[place.runId];
  return mends
    .flatMap((mend): ErrorButton[] => {
      const { label, act } = ERROR_ACTIONS[mend];
      const done = act(place, run || undefined);
      return done ? [{ mend, label, act: done }] : [];
    })
    .slice(0, MOST_BUTTONS);
}
