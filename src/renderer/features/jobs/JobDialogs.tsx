import { useEffect } from 'react';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { hasNewChange } from '../../../shared/run.ts';
import { openJob, perform } from '../../state/actions.ts';
import { runsOf } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { askAbout, type JobQuestion, useUi } from '../../state/ui-store.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { plural } from '../../ui/format.ts';
import { BudgetDialog } from './BudgetDialog.tsx';
import { type FaultOfOptions, type OptionFields, OptionsDialog } from './OptionsDialog.tsx';
import { PromptDialog } from './PromptDialog.tsx';
import { RenameDialog } from './RenameDialog.tsx';

interface Options {
  options: OptionFields;
  faultOf: FaultOfOptions;
}

/** What is asked about a job, from its header, from the list, or from a failure that it could mend. */
export function JobDialogs(props: Options) {
  const asking = useUi((state) => state.asking);
  const summary = useClient((state) => asking && state.jobs[asking.jobId]);
  if (!asking || !summary) return null;
  return <JobDialog key={asking.jobId} asking={asking} summary={summary} {...props} />;
}

function JobDialog({ asking, summary, ...options }: { asking: JobQuestion; summary: JobSummary } & Options) {
  const { job } = summary;
  const close = () => askAbout(null);
  switch (asking.about) {
    case 'options':
      return <OptionsDialog summary={summary} group={asking.group} {...options} onClose={close} />;
    case 'prompt':
      return <PromptDialog job={job} open onClose={close} />;
    case 'budget':
      return <BudgetDialog summary={summary} open onClose={close} />;
    case 'rename':
      return <RenameDialog job={job} onClose={close} />;
    case 'cancel':
      return <CancelJob summary={summary} onClose={close} />;
    case 'delete':
      return <DeleteJob summary={summary} onClose={close} />;
  }
}

interface Asked {
  summary: JobSummary;
  onClose: () => void;
}

const CancelJob = ({ summary: { job, counts }, onClose }: Asked) => (
  <ConfirmDialog
    open
    onClose={onClose}
    onConfirm={() => void perform('jobs.cancel', { jobId: job.id })}
    title={`Cancel “${job.title}”?`}
    description={`${plural(counts.queued + counts.running, 'run')} will end. What is finished stays, and each can be retried.`}
    confirm="Cancel the job"
    danger
  />
);

function DeleteJob({ summary: { job, counts }, onClose }: Asked) {
  const unpublished = useClient((state) =>
    state.opened[job.id] ? runsOf(state, job.id).filter(hasNewChange).length : null,
  );
  useEffect(() => void openJob(job.id), [job.id]);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => void perform('jobs.remove', { jobId: job.id })}
      title={`Delete “${job.title}”?`}
      description={[
        `Its ${plural(counts.total, 'run')} with their conversations, checks and patches are deleted from this computer, and cannot be brought back.`,
        unpublished === null && 'Changes that have no pull request would be lost.',
        unpublished !== null &&
          unpublished > 0 &&
          `${plural(unpublished, 'change has', 'changes have')} no pull request and would be lost.`,
        counts.pullRequests > 0 && 'Opened pull requests stay on their host.',
        'An archived job leaves the list, too, and keeps everything.',
      ]
        .filter(Boolean)
        .join(' ')}
      confirm="Delete the job"
      danger
    />
  );
}
