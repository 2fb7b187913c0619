import type { JobCounts } from '../../../shared/job-counts.ts';
import { plural } from '../../ui/format.ts';

/** A session's process counts steps and minutes, with the limits that it was started with. */
const LIMITS_HOLD = 'higher limits and fewer dollars hold at once, fewer steps and minutes from the next turn.';

/** Which runs other options of a job touch, and which not. Pure. */
export function touchedText({ total, queued, running, pullRequests }: JobCounts): string {
  const finished = total - queued - running;
  return [
    queued > 0 && `${plural(queued, 'run that waits starts', 'runs that wait start')} with them.`,
    running > 0 &&
      `${plural(running, 'run at work goes on as it began', 'runs at work go on as they began')}; ${LIMITS_HOLD}`,
    finished > 0 && `${plural(finished, 'run that is', 'runs that are')} over take them up when retried.`,
    queued + finished > 0 && 'What has a clone already keeps the base branch and the check of that clone.',
    pullRequests > 0 && `A branch that was pushed stays, with ${plural(pullRequests, 'pull request')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
