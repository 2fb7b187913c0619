import { z } from 'zod';
import { Mend } from './mends.ts';

/** Every expected failure, by the room that names it. Defects become `unexpected`. */
export const ERROR_CODES = [
  'repo_not_found',
  'repo_empty',
  'repo_no_default_branch',
  'repo_list_invalid',
  'git_missing',
  'git_auth',
  'git_unreachable',
  'git_rejected',
  'git_failed',
  'git_interrupted',
  'clone_missing',
  'github_auth',
  'github_forbidden',
  'github_not_found',
  'github_rate_limited',
  'github_rejected',
  'github_unreachable',
  'model_auth',
  'model_credit',
  'model_rate_limited',
  'model_overloaded',
  'model_unreachable',
  'model_stalled',
  'model_rejected',
  'model_not_found',
  'model_refused',
  'model_context_full',
  'model_bad_answer',
  'session_crashed',
  'session_start_failed',
  'sandbox_unavailable',
  'check_failed',
  'store_full',
  'store_unreadable',
  'store_failed',
  'keychain_failed',
  'key_missing',
  'ipc_invalid',
  'ipc_untrusted',
  'not_found',
  'not_allowed',
  'key_in_text',
  'network_offline',
  'unexpected',
] as const;

/**
 * A failure as a value. `message` says what happened, `why` the reason as far as it is known, `next` what the person can
 * do. None of them may hold a key or a token: rooms redact before they build one.
 */
export const AppError = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  why: z.string().optional(),
  next: z.string().optional(),
  /** What the window can do of it, where that is not what failures of this code usually need. */
  mends: z.array(Mend).optional(),
  /** Epoch ms before which trying again is pointless (rate limits). */
  retryAt: z.number().optional(),
  /** The other side's own word on whether trying again may help. */
  retryable: z.boolean().optional(),
  host: z.string().optional(),
  path: z.string().optional(),
  /** HTTP status or exit code, whichever the code is about. */
  status: z.number().optional(),
  requestId: z.string().optional(),
});
export type AppError = z.infer<typeof AppError>;
/** Which failure it is. */
export type ErrorCode = AppError['code'];

/** What a function returns that may fail in an expected way. */
export type Result<T, E = AppError> = { ok: true; value: T } | { ok: false; error: E };

/** What happened, why, and what to do next, in one line. */
export const errorText = ({ message, why, next }: Pick<AppError, 'message' | 'why' | 'next'>): string =>
  [message, why, next].filter(Boolean).join(' ');

/** A Result that holds what was asked for. */
export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
/** A Result that holds why there is nothing. */
export const failed = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });
/** Short form for the common case: a failed Result from its parts. */
export const failure = (code: ErrorCode, message: string, rest: Omit<AppError, 'code' | 'message'> = {}) =>
  failed<AppError>({ code, message, ...rest });

/** The schema of a Result that holds `value` or an AppError: for answers that cross a process. */
export const resultSchema = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: AppError }),
  ]);

/** A thrown thing in one line of words. What zod throws is data; the first faults say enough. */
export function thrownText(error: unknown): string {
  if (!(error instanceof z.core.$ZodError)) return error instanceof Error ? error.message : String(error);
  const faults = error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  const more = faults.length > 3 ? `, and ${faults.length - 3} more` : '';
  return `Data did not have the form it should have (${faults.slice(0, 3).join('; ')}${more}).`;
}

/** Would the same attempt plausibly succeed later without anybody changing anything? A total switch on purpose. */
export function isRetryable(error: AppError): boolean {
  switch (error.code) {
    case 'git_unreachable':
    case 'git_interrupted':
    case 'github_rate_limited':
    case 'github_unreachable':
    case 'model_rate_limited':
    case 'model_overloaded':
    case 'model_unreachable':
    case 'model_stalled':
    case 'model_bad_answer':
    case 'session_crashed':
    case 'session_start_failed':
    case 'network_offline':
    case 'clone_missing':
      return true;
    case 'repo_not_found':
    case 'repo_empty':
    case 'repo_no_default_branch':
    case 'repo_list_invalid':
    case 'git_missing':
    case 'git_auth':
    case 'git_rejected':
    case 'git_failed':
    case 'github_auth':
    case 'github_forbidden':
    case 'github_not_found':
    case 'github_rejected':
    case 'model_auth':
    case 'model_credit':
    case 'model_rejected':
    case 'model_not_found':
    case 'model_refused':
    case 'model_context_full':
    case 'sandbox_unavailable':
    case 'check_failed':
    case 'store_full':
    case 'store_unreadable':
    case 'store_failed':
    case 'keychain_failed':
    case 'key_missing':
    case 'ipc_invalid':
    case 'ipc_untrusted':
    case 'not_found':
    case 'not_allowed':
    case 'key_in_text':
    case 'unexpected':
      return false;
  }
}
