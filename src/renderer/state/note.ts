import type { Run } from '../../shared/run.ts';
import { performText } from './anyway.ts';
import { canComment } from './run-mark.ts';
import { store } from './store.ts';
import { say } from './toasts.ts';

const are = (count: number): string => (count === 1 ? '1 is' : `${count} are`);

/** What became of a note to these runs, in words. Pure. */
export function noteResult(runs: readonly Run[]): string {
  const recipients = runs.filter(canComment);
  const merged = runs.filter((run) => run.publication.pullRequest?.state === 'merged').length;
  const silent = runs.length - recipients.length - merged;
  const running = recipients.filter((run) => run.status === 'running').length;
  const left = [
    ...(silent > 0 ? [`${silent} ${silent === 1 ? 'has' : 'have'} not begun`] : []),
    ...(merged > 0 ? [`${are(merged)} merged`] : []),
  ];
  const sent =
    left.length > 0
      ? `Sent to ${recipients.length} of ${runs.length}: ${left.join(', ')}`
      : runs.length === 1
        ? 'Sent to the session'
        : `Sent to ${runs.length} sessions`;
  if (running === 0) return sent;
  return `${sent}. ${are(running)} running and ${running === 1 ? 'gets' : 'get'} it after the present turn`;
}

/** Sends a note to the sessions of these runs, as they are by now, and says what became of it; true when it was sent. */
export async function sendNote(chosen: readonly Run[], text: string): Promise<boolean> {
  const runs = chosen.map((run) => store.getState().runs[run.id] ?? run);
  const answer = await performText('runs.comment', { runIds: runs.filter(canComment).map(({ id }) => id), text });
  if (answer.ok) say(noteResult(runs));
  return answer.ok;
}
