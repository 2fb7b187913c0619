import type { AppError } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Pause } from '../../shared/job.ts';

/** The failures of a job's runs since the last one that went well: all alike, or the row would have begun anew. */
export interface FailureRow {
  key: string;
  count: number;
  runs: readonly RunId[];
}

const TRIPS_AT = 3;

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
  'repo_archived',
  'git_rejected',
  'github_not_found',
  'model_refused',
  'model_context_full',
  'check_failed',
  'guard_failed',
  'clone_missing',
]);

/** Would this failure stop every run of the job in the same way? */
export const stopsTheJob = (error: AppError): boolean => FOR_ALL[error.code] !== undefined;

/** What a failure adds to the row, and whether the job should pause for it. */
export function afterFailure(
  row: FailureRow | null,
  runId: RunId,
  error: AppError,
): { row: FailureRow | null; pause: Omit<Pause, 'at'> | null } {
  const words = [error.message, error.why, error.next].flatMap((part) => (part ? sentence(part) : [])).join(' ');
  const by = FOR_ALL[error.code];
  if (by) return { row: null, pause: { by, reason: words } };
  if (FOR_ONE.has(error.code)) return { row, pause: null };
  const key = `${error.code} ${error.host ?? ''}`;
  const next: FailureRow =
    row?.key === key
      ? { key, count: row.count + 1, runs: row.runs.includes(runId) ? row.runs : [...row.runs, runId] }
      : { key, count: 1, runs: [runId] };
  // One stubborn repository among several is not a pattern.
  const isPattern = next.count >= TRIPS_AT && next.runs.length > 1;
  if (!isPattern) return { row: next, pause: null };
  return {
    row: null,
    pause: { by: 'breaker', reason: `The same failure came ${next.count} times in a row: ${words}` },
  };
}

/** Parts of an error are shown below each other as a rule, without a full stop; in one line they need it. */
const sentence = (text: string): string => (/[.!?…)]$/.test(text) ? text : `${text}.`);
