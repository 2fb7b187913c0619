import { cutText } from '../../shared/cut.ts';
import type { AppError } from '../../shared/errors.ts';
import type { StopLimit } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Pause } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import { actionOf } from '../../shared/run-text.ts';

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
      const words = [error.message, error.why, error.next].flatMap((part) => (part ? sentence(part) : [])).join(' ');
      const by = FOR_ALL[error.code];
      if (by) return { by, reason: words };
      // A session's report also says something about the instruction.
      if (isOfOne(error) && run.steps === 0) return null;
      const times = add(run, `${error.code} ${error.host ?? ''}`);
      if (times === null) return null;
      const offer = error.code === 'model_refused' || error.code === 'model_context_full' ? 'prompt' : undefined;
      return trip(`The same failure came ${times} times in a row: ${words}`, offer);
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
      const cost = 'each of them cost money';
      const next = 'Read one, then revise the prompt. Resume tries the rest with the prompt as it is.';
      return trip(
        `${times} runs in a row brought nothing, and ${cost}. The last one: ${sentence(clipped(actionOf(run)))} ${next}`,
        'prompt',
      );
    },
    forget: (jobId) => void rows.delete(jobId),
  };
}

function stoppedTrip(times: number, limit: StopLimit): Trip {
  const what = `${times} runs in a row stopped at their limit of ${limit}.`;
  if (limit !== 'dollars') {
    return trip(`${what} Retry lets them go on where they stopped; Resume starts the rest with the same limit.`);
  }
  const next = 'Raise it, and all go on where they stopped. Resume starts the rest with the same limit.';
  return trip(`${what} ${next}`, 'limits');
}

const trip = (reason: string, offer?: Pause['offer']): Trip => ({
  by: 'breaker',
  reason,
  ...(offer ? { offer } : {}),
});

/** Shortened: the run itself shows the whole report. */
const clipped = (text: string): string => cutText(text, QUOTED);

/** Parts of an error are shown below each other as a rule, without a full stop; in one line they need it. */
const sentence = (text: string): string => (/[.!?…)]$/.test(text) ? text : `${text}.`);
