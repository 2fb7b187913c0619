import { cutText } from '../../shared/cut.ts';
import type { AppError } from '../../shared/errors.ts';
import type { StopLimit } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Pause } from '../../shared/job.ts';
import { withTexts } from '../../shared/messages/message.ts';
import type { PauseReason } from '../../shared/messages/pauses.ts';
import type { OutcomeMessage } from '../../shared/messages/row-message.ts';
import type { Run } from '../../shared/run.ts';

/** Pauses a job whose runs keep failing in the same way, before hundreds of other runs pay for the same failure. */
export interface Breaker {
  /** Counts a failed execution; returns why the job should pause, or null. */
  failed(run: Run, error: AppError): Trip | null;
  /** Counts a run that settled without being cancelled. */
  settled(run: Run): Trip | null;
  /** Resets the counts of a job that was resumed. */
  forget(jobId: JobId): void;
}
export type Trip = Omit<Pause, 'at'>;

/** How often one kind of failure occurred since the job's last successful run. */
interface Row {
  count: number;
  runs: Set<RunId>;
}

const TRIPS_AT = 3;
/** How many characters of a session's report the reason of a pause quotes. */
const QUOTED = 200;

/** Failures that would hit every other run of the job: the first one pauses it. */
const FOR_ALL: Partial<Record<AppError['code'], Pause['by']>> = {
  key_missing: 'keys',
  model_auth: 'keys',
  model_credit: 'keys',
  model_not_found: 'breaker',
  git_missing: 'breaker',
  sandbox_unavailable: 'breaker',
  store_full: 'breaker',
};

/** Failures of a single repository: ten mistyped names must not stop the other ninety runs. */
const FOR_ONE = new Set<AppError['code']>([
  'repo_not_found',
  'repo_empty',
  'repo_no_default_branch',
  'git_rejected',
  'github_not_found',
  'model_refused',
  'model_context_full',
  'check_failed',
  'clone_missing',
]);

/** git's errors for names and objects in a repository that it refuses. */
const OWN_CONTENT =
  /invalid path '|fsck error|: (?:hasDot|hasDotdot|hasDotgit|badTree|duplicateEntries|treeNotSorted):/i;

const isOfOne = ({ code, why }: AppError): boolean =>
  FOR_ONE.has(code) || (code === 'git_failed' && OWN_CONTENT.test(why ?? ''));

/** Would this failure stop every run of the job in the same way? */
export const stopsTheJob = (error: AppError): boolean => FOR_ALL[error.code] !== undefined;

export function createBreaker(): Breaker {
  const rows = new Map<JobId, Map<string, Row>>();
  /** Counts a failure; returns the count once it is a pattern. */
  const add = (run: Run, key: string): number | null => {
    const ofJob = rows.get(run.jobId) ?? new Map<string, Row>();
    rows.set(run.jobId, ofJob);
    const row = ofJob.get(key) ?? { count: 0, runs: new Set() };
    ofJob.set(key, { count: row.count + 1, runs: row.runs.add(run.id) });
    // One stubborn repository among several is not a pattern.
    if (row.count + 1 < TRIPS_AT || row.runs.size < 2) return null;
    rows.delete(run.jobId);
    return row.count + 1;
  };

  return {
    failed(run, error) {
      const failure = failureOf(error);
      const by = FOR_ALL[error.code];
      if (by) return { by, reason: { code: 'failed_for_all', parameters: { failure } } };
      // A session's report also says something about the instruction.
      if (isOfOne(error) && run.steps === 0) return null;
      const times = add(run, `${error.code} ${error.host ?? ''}`);
      if (times === null) return null;
      const offer = error.code === 'model_refused' || error.code === 'model_context_full' ? 'prompt' : undefined;
      return trip({ code: 'same_failure', parameters: { times, failure } }, offer);
    },
    settled(run) {
      if (run.outcome === 'changed' || run.outcome === 'unchanged') rows.delete(run.jobId);
      if (run.outcome === 'stopped' && run.stoppedBy !== null) {
        const times = add(run, `stopped ${run.stoppedBy}`);
        return times === null ? null : stoppedTrip(times, run.stoppedBy);
      }
      if (run.outcome !== 'failed' || run.steps === 0) return null;
      const times = add(run, 'no result');
      if (times === null) return null;
      const last = withTexts(run.action, clipped) as OutcomeMessage;
      return trip({ code: 'runs_without_result', parameters: { times, last } }, 'prompt');
    },
    forget: (jobId) => void rows.delete(jobId),
  };
}

const stoppedTrip = (times: number, limit: StopLimit): Trip =>
  trip({ code: 'runs_stopped_at_limit', parameters: { times, limit } }, 'limits');

/** What a pause says of an error. */
export const failureOf = ({ message, why, next }: AppError) => ({
  message,
  ...(why === undefined ? {} : { why }),
  ...(next === undefined ? {} : { next }),
});

const trip = (reason: PauseReason, offer?: Pause['offer']): Trip => ({
  by: 'breaker',
  reason,
  ...(offer ? { offer } : {}),
});

/** Shortened: the run itself shows the whole report. */
const clipped = (text: string): string => cutText(text, QUOTED);
