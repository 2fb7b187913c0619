import { dollars } from '../../shared/dollars.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Push } from '../../shared/ipc.ts';
import { countRuns } from '../../shared/job-counts.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { repoLabel } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { actionOf, runText } from '../../shared/run-text.ts';

/** Prints a line whenever a run of the job does something else, with how many are done and what all have cost. */
export function createProgress(jobId: JobId, say: (line: string) => void): (push: Push) => void {
  const runs = new Map<RunId, Run>();
  const said = new Map<RunId, string>();
  return (push) => {
    if (push.type !== 'runs' || push.jobId !== jobId) return;
    for (const run of push.runs) runs.set(run.id, run);
    for (const run of push.runs) {
      const words = progressText(run);
      if (said.get(run.id) === words) continue;
      said.set(run.id, words);
      const all = [...runs.values()];
      const { costUsd } = countRuns(all);
      const done = all.filter(({ status }) => status === 'settled').length;
      say(`[${done} done, ${dollars(costUsd)}] ${repoLabel(run.repo)}: ${words}`);
    }
  };
}

/** Prints each notice once: what a window shows above its lists. Why the store could not be opened is the answer itself. */
export function createNoticeLines(say: (line: string) => void): (push: Push) => void {
  const said = new Set<string>(['store']);
  return (push) => {
    if (push.type !== 'notices') return;
    for (const { id, text, next } of push.notices) {
      if (!said.has(id)) say([text, next].filter(Boolean).join(' '));
      said.add(id);
    }
  };
}

/** Prints why runs wait when something begins to hold them back; not each change of the figures in it. */
export function createHeldLines(say: (line: string) => void): (push: Push) => void {
  let held = false;
  return (push) => {
    if (push.type !== 'held') return;
    if (push.reason !== null && !held) say(`Runs wait. ${messageText(push.reason)}`);
    held = push.reason !== null;
  };
}

function progressText(run: Run): string {
  if (run.status !== 'settled') return actionOf(run);
  const { pullRequest } = run.publication;
  const opened = pullRequest ? ` (${pullRequest.url})` : '';
  const error = run.outcome === 'failed' && run.lastError?.why ? ` (${run.lastError.why})` : '';
  return `${run.outcome}: ${runText(run)}${opened}${error}`;
}
