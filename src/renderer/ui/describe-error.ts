import type { AppError, ErrorCode } from '../../shared/errors.ts';

export interface ErrorText {
  /** What happened. */
  what: string;
  why: string | null;
  next: string | null;
}

const NEXT: Partial<Record<ErrorCode, string>> = {
  repo_not_found: 'Check the name, and whether your GitHub token may read this repository.',
  repo_empty: 'Push a first commit to it, or take it off the list.',
  repo_no_default_branch: 'Set a default branch on its host, then retry.',
  git_missing: 'Install git and restart the app.',
  git_auth: 'Check that the GitHub token may read and push to this repository.',
  git_unreachable: 'Check the network, then retry.',
  clone_missing: 'Retry: the repository is cloned again.',
  github_auth: 'Set a new GitHub token in Settings.',
  github_forbidden: 'Give the token the right that is missing, or save the patch instead.',
  github_rate_limited: 'Wait until the limit resets; the run goes on by itself.',
  github_unreachable: 'Check the network and the GitHub address in Settings.',
  model_auth: 'Set a new Claude key in Settings.',
  model_credit: 'Add credit in the Claude console, then retry.',
  model_rate_limited: 'The run goes on by itself when the limit resets. Fewer sessions at a time help.',
  model_overloaded: 'The run is tried again by itself. If it keeps failing, retry later.',
  model_unreachable: 'Check the network and the Claude address in Settings.',
  model_stalled: 'Retry: the run goes on from its last finished step.',
  model_not_found: 'Choose another model for the job.',
  model_context_full: 'Write a narrower prompt, or split the change.',
  session_crashed: 'Retry: the run goes on from its last finished step.',
  sandbox_unavailable: 'Install the sandbox, or agree in the job’s options to run commands without one.',
  store_full: 'Free some disk space, then retry.',
  keychain_failed: 'Unlock the keychain of this computer and try again.',
  repo_list_invalid: 'Give one repository per line, such as owner/name or a link.',
  ipc_invalid: 'Restart the app. If it happens again, report it with the text above.',
  ipc_untrusted: 'Restart the app.',
  not_found: 'It may have been removed meanwhile.',
  not_allowed: 'Wait until its state has changed, then try again.',
  key_missing: 'Add the key in Settings.',
  key_in_text: 'Take the key out of the text, or send the text as it is if that is no key.',
  network_offline: 'Connect to the network; waiting runs go on by themselves.',
  unexpected: 'Retry. If it happens again, report it with the text above.',
};

/** An AppError in words: what happened, why, what to do next. The buttons that do it are those of error-actions.ts. */
export const describeError = (error: AppError): ErrorText => ({
  what: error.message,
  why: error.why ?? null,
  next: error.next ?? NEXT[error.code] ?? null,
});
