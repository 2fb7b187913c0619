import { app, type BrowserWindow, Notification } from 'electron';
import type { Push } from '../../shared/ipc.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { JobSummary } from '../../shared/methods/jobs.ts';

/**
 * Progress on the dock or taskbar icon, and one notification per milestone of a job: it needs a review, it stopped by
 * itself, it is finished. Never one per repository, and none while the window has the focus.
 */
export function createAttention(window: () => BrowserWindow | null): (push: Push) => void {
  const said = new Map<string, string>();
  const progress = new Map<string, { done: number; total: number }>();

  return (push) => {
    if (push.type === 'job_removed') progress.delete(push.jobId);
    if (push.type !== 'jobs') return;
    for (const summary of push.jobs) {
      const { total, queued, running } = summary.counts;
      const open = queued + running;
      if (open > 0) progress.set(summary.job.id, { done: total - open, total });
      else progress.delete(summary.job.id);

      const milestone = milestoneOf(summary);
      // The first sight of a job says nothing: it may have ended days ago.
      if (milestone && said.has(summary.job.id) && said.get(summary.job.id) !== milestone.key)
        announce(window(), summary, milestone.text);
      said.set(summary.job.id, milestone?.key ?? '');
    }
    showProgress(window(), [...progress.values()]);
  };
}

/** `key`: what it is of and in which figures; the text of an equal one is the same. */
interface Milestone {
  key: string;
  text: string;
}

function milestoneOf({ job, counts }: JobSummary): Milestone | null {
  const { total, queued, running, needsYou, ready, changed, unchanged } = counts;
  if (job.paused && job.paused.by !== 'person') {
    const { reason } = job.paused;
    return { key: JSON.stringify(reason), text: `Paused: ${messageText(reason)}` };
  }
  if (queued + running > 0) return null;
  if (needsYou > 0) return { key: `needs you ${needsYou} ${total}`, text: `${needsYou} of ${total} results need you` };
  if (ready > 0) return { key: `ready ${ready} ${total}`, text: `${ready} of ${total} are approved and ready to open` };
  return {
    key: `finished ${changed} ${unchanged}`,
    text: `Finished: ${changed} changed, ${unchanged} without a change`,
  };
}

function announce(window: BrowserWindow | null, { job }: JobSummary, text: string): void {
  if (!window || window.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification({ title: job.title, body: text });
  notification.on('click', () => {
    window.show();
    window.focus();
  });
  notification.show();
}

function showProgress(window: BrowserWindow | null, jobs: { done: number; total: number }[]): void {
  if (!window || window.isDestroyed()) return;
  const total = jobs.reduce((sum, job) => sum + job.total, 0);
  const done = jobs.reduce((sum, job) => sum + job.done, 0);
  window.setProgressBar(total === 0 ? -1 : done / total);
  if (process.platform === 'darwin') app.dock?.setBadge(total === 0 ? '' : String(total - done));
}
