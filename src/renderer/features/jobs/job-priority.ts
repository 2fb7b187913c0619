import { capital } from '../../../shared/capital.ts';
import type { JobId } from '../../../shared/ids.ts';
import { PRIORITIES, type Priority } from '../../../shared/job.ts';
import { perform } from '../../state/actions.ts';
import type { MenuEntry } from '../../ui/Menu.tsx';
import { useCommand } from '../../ui/use-command.ts';

const SAVED: Record<Priority, string> = {
  high: 'Free places go to this job first',
  normal: 'Free places are shared with other jobs',
  low: 'Free places go to other jobs first',
};

const setPriority = (jobId: JobId, priority: Priority) =>
  void perform('jobs.setPriority', { jobId, priority }, SAVED[priority]);

/** The three priorities as lines of the job's menu, the present one ticked. */
export const priorityEntries = (jobId: JobId, present: Priority): MenuEntry[] =>
  PRIORITIES.map((priority) => ({
    label: `${capital(priority)} priority`,
    checked: priority === present,
    onSelect: () => setPriority(jobId, priority),
  }));

/** The same in the command palette, as long as a job with waiting runs is on screen. */
export function usePriorityCommands(jobId: JobId, active: boolean): void {
  useCommand('job-priority-high', () => setPriority(jobId, 'high'), active);
  useCommand('job-priority-normal', () => setPriority(jobId, 'normal'), active);
  useCommand('job-priority-low', () => setPriority(jobId, 'low'), active);
}
