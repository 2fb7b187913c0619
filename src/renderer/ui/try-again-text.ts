import { capital } from '../../shared/capital.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import { waitsUntil } from '../../shared/run-text.ts';
import { formatCountdown } from './format.ts';

/** The failure after which a run, or its pull request, is tried again by itself; null while nothing is waited for. */
function failureWaitedOut(run: Run): AppError | null {
  if (run.status === 'settled') return run.publication.step === 'waiting' ? run.publication.error : null;
  return run.waitingUntil !== null && AFTER_FAILURE.has(run.action.code) ? run.lastError : null;
}

/** A wait of another kind, such as for the rate limit, has nothing to do with a failure that was survived before. */
const AFTER_FAILURE = new Set(['trying_again', 'asking_model_again', 'asking_judge_again']);

/** In the queue of a paused job nothing is tried, however long it has waited; a session that is at work goes on. */
const isHeld = ({ status }: Run, isPaused: boolean): boolean => isPaused && status === 'queued';

/**
 * Does anybody have to wait? Not where nobody answered; what a host has ordered would only be refused again, and a question to the
 * judge has nobody who could be told.
 */
export const canTryNow = (run: Run, now: number, isPaused: boolean): boolean => {
  const failure = failureWaitedOut(run);
  const isOrdered = failure?.retryAt !== undefined;
  const isJudged = run.status === 'running' && run.action.code === 'asking_judge_again';
  return failure !== null && !isHeld(run, isPaused) && !isOrdered && !isJudged && (waitsUntil(run) ?? 0) > now;
};

/** What went wrong and when it is tried again, such as `The Claude API cannot be reached. Trying again in 0:15.`; null where nothing did. */
export function tryAgainText(run: Run, now: number, isPaused: boolean): string | null {
  const failure = failureWaitedOut(run);
  const until = waitsUntil(run);
  if (failure === null || until === null) return null;
  const what = capital(failure.message);
  const when = isHeld(run, isPaused)
    ? 'Tried again once the job goes on.'
    : until > now
      ? `Trying again in ${formatCountdown(until - now)}.`
      : 'Trying again.';
  return `${what}${/[.!?…]$/.test(what) ? '' : '.'} ${when}`;
}
