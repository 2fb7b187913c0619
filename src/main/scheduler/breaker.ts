import { cutText } from '../../shared/cut.ts';
import type { AppError } from '../../shared/errors.ts';
import type { StopLimit } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { Pause } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import { actionOf } from '../../shared/run-text.ts';

/** Pauses a job whose runs keep ending in the same bad way: what three of them could not do, the next 400 would pay for. */
export interface Breaker {
  /** An execution has failed. Why the job should pause for it, or null. */
  failed(run: Run, error: AppError): Trip | null;
  /** A run has settled by itself. */
  settled(run: Run): Trip | null;
  /** The job begins anew: somebody resumed it. */
  forget(jobId: JobId): void;
}
export type Trip = Omit<Pause, 'at'>;

/** How often one thing went wrong since a run of the job last went well. */
interface Row {
  count: number;
  runs: Set<RunId>;
}

const TRIPS_AT = 3;
/** Characters of a session's words that a pause quotes. */
const QUOTED = 200;

/** Failures that every other run of the job would meet too: there is no point in waiting for three of them. */
const FOR_ALL: Partial<Record<AppError['code'], Pause['by']>> = {
  key_missing: 'keys',
  model_auth: 'keys',
  model_credit: 'keys',
  model_not_found: 'breaker',
  git_missing: 'breaker',
  sandbox_unavailable: 'breaker',
  store_full: 'breaker',
};

/** Failures that say something about one repository only: ten mistyped names must not stop the other ninety. */
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

/** What git says of names and objects that a repository holds and that it does not let through. */
const OWN_CONTENT =
  /invalid path '|fsck error|: (?:hasDot|hasDotdot|hasDotgit|badTree|duplicateEntries|treeNotSorted):/i;

const isOfOne = ({ code, why }: AppError): boolean =>
  FOR_ONE.has(code) || (code === 'git_failed' && OWN_CONTENT.test(why ?? ''));

/** Would this failure stop every run of the job in the same way? */
export const stopsTheJob = (error: AppError): boolean => FOR_ALL[error.code] !== undefined;

export function createBreaker(): Breaker {
  const rows = new Map<JobId, Map<string, Row>>();
  /** Counts it, and answers how often it came once that is a pattern. */
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
      // What a session was paid for says something about the instruction, too.
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

/** A session may say a lot; the run itself shows the whole. */
const clipped = (text: string): string => cutText(text, QUOTED);

/** Parts of an error are shown below each other as a rule, without a full stop; in one line they need it. */
const sentence = (text: string): string => (/[.!?…)]$/.test(text) ? text : `${text}.`);
