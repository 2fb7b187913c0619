import type { AppError, ErrorCode } from './errors.ts';
import type { Mend } from './mends.ts';

/** What mends a failure: by a press, or, where the app can do nothing for it, by whom or what. */
type MendedBy = readonly Mend[] | { nobodyHere: string };

/**
 * What a person can do about each failure, the best first. An error whose `next` names something else carries `mends` of its own.
 * What nobody can press says why.
 */
export const MENDS_OF_CODES: Record<ErrorCode, MendedBy> = {
  repo_not_found: ['repository', 'keys', 'retry'],
  repo_empty: ['repository', 'retry'],
  repo_no_default_branch: ['branches', 'repository', 'retry'],
  repo_list_invalid: { nobodyHere: 'the list is written in the field where this is said' },
  git_missing: { nobodyHere: 'git is installed by the person' },
  git_auth: ['keys', 'retry'],
  git_unreachable: ['retry', 'services'],
  git_rejected: ['retry', 'patch', 'repository'],
  git_failed: ['retry', 'logs'],
  git_interrupted: ['retry', 'sessions'],
  clone_missing: ['retry'],
  github_auth: ['keys', 'retry'],
  github_forbidden: ['keys', 'patch', 'retry'],
  github_not_found: ['repository', 'keys', 'retry'],
  github_rate_limited: { nobodyHere: 'it goes on by itself when the limit is over' },
  github_rejected: ['retry', 'repository', 'patch'],
  github_unreachable: ['retry', 'services'],
  model_auth: ['keys', 'retry'],
  model_credit: ['console', 'retry'],
  model_rate_limited: ['sessions', 'retry'],
  model_overloaded: ['retry', 'model'],
  model_unreachable: ['services', 'retry'],
  model_stalled: ['retry'],
  model_rejected: ['model', 'retry'],
  model_not_found: ['model', 'retry'],
  model_refused: ['prompt', 'retry'],
  model_context_full: ['prompt', 'model', 'new_job'],
  model_bad_answer: ['retry', 'model'],
  session_crashed: ['retry', 'problem', 'logs'],
  session_start_failed: ['retry', 'logs'],
  sandbox_unavailable: ['commands', 'retry'],
  check_failed: ['check', 'retry'],
  store_full: ['disk', 'retry'],
  store_unreadable: ['logs', 'problem'],
  store_failed: ['retry', 'logs'],
  keychain_failed: ['keys', 'retry'],
  key_missing: ['keys', 'retry'],
  ipc_invalid: ['problem', 'logs'],
  ipc_untrusted: ['problem', 'logs'],
  not_found: { nobodyHere: 'what was meant is gone' },
  not_allowed: { nobodyHere: 'it is let again when its state has changed' },
  key_in_text: { nobodyHere: 'the text is in the field that was sent' },
  network_offline: ['retry', 'services'],
  unexpected: ['retry', 'diagnostics', 'problem'],
};

const none: readonly Mend[] = [];

/** What mends this failure, the best first; empty where nobody can press anything. */
export function mendsOf({ code, mends }: Pick<AppError, 'code' | 'mends'>): readonly Mend[] {
  const usual = MENDS_OF_CODES[code];
  return mends ?? ('nobodyHere' in usual ? none : usual);
}
