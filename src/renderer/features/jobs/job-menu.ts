import { isArchived, isAtWork } from '../../../shared/job-counts.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { perform } from '../../state/actions.ts';
import { archiveJob, duplicateJob, saveJobPatches, saveJobReport } from '../../state/job-actions.ts';
import { askAbout, navigate, uiStore } from '../../state/ui-store.ts';
import type { MenuEntry } from '../../ui/Menu.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { priorityEntries } from './job-priority.ts';

/** What can be done with a job, wherever it is named. */
function jobActions(summary: JobSummary) {
  const { job, counts } = summary;
  const { id: jobId } = job;
  const ask = (about: 'options' | 'budget' | 'prompt' | 'rename' | 'cancel' | 'delete') => () =>
    askAbout({ jobId, about });
  return {
    togglePause: () => void perform(job.paused ? 'jobs.resume' : 'jobs.pause', { jobId }),
    editOptions: ask('options'),
    revisePrompt: ask('prompt'),
    changeBudget: ask('budget'),
    rename: ask('rename'),
    cancel: ask('cancel'),
    remove: ask('delete'),
    duplicate: () => void duplicateJob(summary, uiStore.getState().ticked),
    archive: () => void archiveJob(job, !isArchived(summary)),
    savePatches: () => void saveJobPatches(jobId),
    saveReport: () => void saveJobReport(job),
    can: {
      pause: isAtWork(counts) || job.paused !== null,
      cancel: isAtWork(counts),
      archive: !isAtWork(counts),
      savePatches: counts.changed > 0,
      // Its repositories live on the demo's servers, which only the demo's own job may ask.
      duplicate: !job.demo,
    },
  };
}

/** The menu of a job. `between` stands where what concerns its runs does. */
export function jobEntries(summary: JobSummary, between: readonly MenuEntry[] = []): MenuEntry[] {
  const { job } = summary;
  const does = jobActions(summary);
  return [
    { label: 'Edit the options', onSelect: does.editOptions },
    { label: 'Show or revise the prompt', onSelect: does.revisePrompt },
    { label: 'Change the budget', onSelect: does.changeBudget },
    ...between,
    null,
    ...(does.can.cancel ? [...priorityEntries(job.id, job.settings.priority), null] : []),
    {
      label: job.demo ? 'Duplicate (not in the demo)' : 'Duplicate',
      disabled: !does.can.duplicate,
      onSelect: does.duplicate,
    },
    { label: 'Rename', onSelect: does.rename },
    { label: 'Save the patches', disabled: !does.can.savePatches, onSelect: does.savePatches },
    { label: 'Save a report', onSelect: does.saveReport },
    {
      label: isArchived(summary) ? 'Take out of the archive' : 'Archive',
      disabled: !does.can.archive,
      onSelect: does.archive,
    },
    null,
    { label: 'Cancel the job', disabled: !does.can.cancel, onSelect: does.cancel },
    { label: 'Delete the job', danger: true, onSelect: does.remove },
  ];
}

/** In the list a job is opened and paused from its menu, too. */
export function listedJobEntries(summary: JobSummary): MenuEntry[] {
  const does = jobActions(summary);
  return [
    { label: 'Open', onSelect: () => navigate({ screen: 'job', jobId: summary.job.id, runId: null }) },
    { label: summary.job.paused ? 'Resume' : 'Pause', disabled: !does.can.pause, onSelect: does.togglePause },
    null,
    ...jobEntries(summary),
  ];
}

/** The same in the command palette, while the job is on screen. */
export function useJobCommands(summary: JobSummary): void {
  const does = jobActions(summary);
  useCommand('job-pause', does.togglePause, does.can.pause);
  useCommand('job-options', does.editOptions);
  useCommand('job-prompt', does.revisePrompt);
  useCommand('job-budget', does.changeBudget);
  useCommand('job-duplicate', does.duplicate, does.can.duplicate);
  useCommand('job-rename', does.rename);
  useCommand('job-save-patches', does.savePatches, does.can.savePatches);
  useCommand('job-save-report', does.saveReport);
  useCommand('job-archive', does.archive, does.can.archive);
  useCommand('job-cancel', does.cancel, does.can.cancel);
  useCommand('job-delete', does.remove);
}
