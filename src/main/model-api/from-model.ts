import {
  AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk/core/error';
import type { AppError } from '../../shared/errors.ts';
import { TooLargeAnswer } from './client.ts';

/**
 * The one place that understands what the SDK throws. `now` (epoch ms) turns a `retry-after` into a moment.
 * The texts may quote the API, so whoever lets them out of the process redacts them first.
 */
export function fromModel(error: unknown, now: number): AppError {
  if (error instanceof APIUserAbortError) return { code: 'model_unreachable', message: 'The request was called off' };
  if (error instanceof APIConnectionError) return fromConnection(error);
  if (error instanceof APIError) return { ...fromApi(error, now), ...requestOf(error), ...verdictOf(error) };
  if (error instanceof AnthropicError) return fromStream(error);
  if (error instanceof SyntaxError || causesOf(error).some((cause) => cause instanceof TooLargeAnswer))
    return { code: 'model_bad_answer', message: 'The answer of the model could not be read', why: textOf(error) };
  return { code: 'unexpected', message: 'Asking the model failed in an unknown way', why: textOf(error) };
}

/** Codes of the Node network stack that mean "this machine has no way out", not "that server is down". */
const OFFLINE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH']);

function fromConnection(error: APIConnectionError): AppError {
  if (error instanceof APIConnectionTimeoutError) {
    return { code: 'model_stalled', message: 'The Claude API did not answer in time' };
  }
  const code = systemCodeOf(error);
  if (code !== null && OFFLINE.has(code)) {
    return {
      code: 'network_offline',
      message: 'The Claude API cannot be reached',
      why: `The network said ${code}.`,
      next: 'Check the network connection, and the base URL in Settings.',
    };
  }
  return {
    code: 'model_unreachable',
    message: 'The connection to the Claude API failed',
    why: code === null ? deepestText(error) : `The network said ${code}.`,
    next: 'Check the base URL in Settings, and a proxy if there is one.',
  };
}

/** The body broke off, ended early, or held something that is not JSON. */
function fromStream(error: AnthropicError): AppError {
  const cause = causesOf(error).find((each) => each instanceof SyntaxError || each instanceof TooLargeAnswer);
  if (cause) {
    return { code: 'model_bad_answer', message: 'The answer of the model could not be read', why: cause.message };
  }
  return brokenOff(error);
}

/** Its connection ended in the middle of a stream. */
export const brokenOff = (error: unknown): AppError => ({
  code: 'model_unreachable',
  message: 'The answer of the model broke off',
  why: error instanceof Error ? deepestText(error) : textOf(error),
});

/** The API's own word on whether the same request may succeed, against what its status would say. */
function verdictOf({ headers }: APIError): Pick<AppError, 'retryable'> {
  const said = headers?.get('x-should-retry');
  return said === 'true' || said === 'false' ? { retryable: said === 'true' } : {};
}

/** An organisation without data retention is refused by models that need it. */
const RETENTION_TEXT = /data retention|zero.data.retention|retention (policy|period)/i;
const CREDIT_CODES = /spend_limit|billing|organization_on_hold/;
const CREDIT_TEXT = /credit balance|spend(ing)? limit|usage limit|billing/i;
const TOO_LONG_TEXT = /prompt is too long|exceeds? the (maximum )?context|context (window|limit)/i;

function fromApi(error: APIError, now: number): AppError {
  const why = error.apiMessage ?? error.message;
  const status = error.status ?? statusOfType(error.type);
  if (status === 402 || CREDIT_CODES.test(error.errorCode ?? '') || (status === 400 && CREDIT_TEXT.test(why))) {
    return {
      code: 'model_credit',
      message: 'The Claude account cannot pay for more',
      why,
      next: 'Add credit or raise the spend limit in the Claude Console, then resume.',
    };
  }
  switch (status) {
    case 401:
      return {
        code: 'model_auth',
        message: 'The Claude API key was not accepted',
        why,
        next: 'Enter a valid key in Settings.',
      };
    case 403:
      return {
        code: 'model_auth',
        message: 'The Claude API key may not do this',
        why,
        next: 'Use a key whose workspace may use this model.',
      };
    case 404:
      // The API names its errors; a web server, or the wrong path of a gateway, does not.
      if (error.type === null) {
        return {
          code: 'model_unreachable',
          message: 'There is no Claude API at this address',
          why,
          next: 'Check the base URL in Settings.',
          retryable: false,
        };
      }
      return {
        code: 'model_not_found',
        message: 'The API does not know this model',
        why,
        next: 'Choose another model for the job.',
      };
    case 413:
      return { code: 'model_context_full', message: 'The conversation is too long for one request', why };
    case 429:
      return {
        code: 'model_rate_limited',
        message: 'The Claude API asks to slow down',
        why,
        ...retryAtOf(error.headers, now),
      };
    case 408:
      return { code: 'model_unreachable', message: 'The Claude API gave up waiting for the request', why };
    case 409:
      return { code: 'model_overloaded', message: 'The Claude API could not take the request just now', why };
    default:
  }
  if (status === undefined || status >= 500) {
    return {
      code: 'model_overloaded',
      message: status === 529 ? 'The Claude API is overloaded' : 'The Claude API failed',
      why,
      ...retryAtOf(error.headers, now),
    };
  }
  if (status === 400 && TOO_LONG_TEXT.test(why)) {
    return { code: 'model_context_full', message: "The conversation no longer fits into the model's window", why };
  }
  const next = RETENTION_TEXT.test(why)
    ? { next: 'Choose another model: this one needs the usual data retention.' }
    : {};
  return { code: 'model_rejected', message: 'The Claude API refused the request', why, ...next };
}

/** An error event in the middle of a stream has no status, only a type. */
function statusOfType(type: string | null): number | undefined {
  switch (type) {
    case 'invalid_request_error':
      return 400;
    case 'authentication_error':
      return 401;
    case 'billing_error':
      return 402;
    case 'permission_error':
      return 403;
    case 'not_found_error':
      return 404;
    case 'rate_limit_error':
      return 429;
    case 'overloaded_error':
      return 529;
    default:
      return undefined;
  }
}

function requestOf(error: APIError): Pick<AppError, 'status' | 'requestId'> {
  return {
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.requestID ? { requestId: error.requestID } : {}),
  };
}

function retryAtOf(headers: Headers | undefined, now: number): Pick<AppError, 'retryAt'> {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms > 0) return { retryAt: now + ms };
  const after = headers?.get('retry-after');
  if (!after) return {};
  const seconds = Number(after);
  if (seconds > 0) return { retryAt: now + seconds * 1000 };
  const date = Date.parse(after);
  return date > now ? { retryAt: date } : {};
}

/** What the governor of the rate limits learns from, of good and bad answers alike. */
export function rateLimitsOf(headers: Headers | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  headers?.forEach((value, name) => {
    if (name.startsWith('anthropic-ratelimit-') || name.startsWith('retry-after')) found[name] = value;
  });
  return found;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** fetch hides the reason two causes deep. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 5; at = at.cause) causes.push(at);
  return causes;
}

function systemCodeOf(error: Error): string | null {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string' && /^E[A-Z_]+$|^UND_ERR/.test(cause.code)) return cause.code;
  }
  return null;
}

const deepestText = (error: Error): string => causesOf(error).at(-1)?.message ?? error.message;
