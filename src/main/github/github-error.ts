import { z } from 'zod';
import { headOf } from '../../shared/cut.ts';
import type { AppError } from '../../shared/errors.ts';
import { unhidden } from '../../shared/hidden-text.ts';

/** What was being done, for the words of an error. */
export interface GitHubContext {
  /** "open a pull request in acme/one" */
  doing: string;
  host: string;
  /** Was a token sent? */
  signedIn: boolean;
  /** Epoch ms. */
  now: number;
}

const Headers = z.record(z.string(), z.unknown());
/** The parts of Octokit's RequestError that say something; without `response` the request got no answer. */
const RequestFailure = z.object({
  status: z.number(),
  message: z.string().catch(''),
  response: z.object({ headers: Headers.catch({}), data: z.unknown() }).optional(),
  cause: z.unknown().optional(),
});
const Problems = z.object({
  message: z.string().catch(''),
  errors: z
    .array(z.union([z.string(), z.object({ message: z.string().optional(), field: z.string().optional() })]))
    .catch([]),
});

type Answered = { status: number; headers: Record<string, unknown>; said: string; data: unknown };

/** GitHub's own words, with the details of a 422, without links to its documentation. */
function sayings(data: unknown): string {
  const parsed = Problems.safeParse(data);
  if (!parsed.success) return '';
  const details = parsed.data.errors.map((problem) =>
    typeof problem === 'string' ? problem : (problem.message ?? `${problem.field ?? 'a field'} is not valid`),
  );
  const words = [parsed.data.message, ...details].filter((part) => part !== '').join(': ');
  return headOf(unhidden(words).replace(/\s+/g, ' '), 500);
}

const headerOf = (answer: Answered, name: string): string | null => {
  const value = answer.headers[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
};

/** When the limit ends, or null when this refusal is none of a rate limit. */
function retryAtOf(answer: Answered, now: number): number | null {
  const after = Number(headerOf(answer, 'retry-after') ?? Number.NaN);
  if (answer.status !== 403 && answer.status !== 429) return null;
  if (Number.isFinite(after)) return now + after * 1000;
  if (headerOf(answer, 'x-ratelimit-remaining') === '0') {
    const reset = Number(headerOf(answer, 'x-ratelimit-reset') ?? 0) * 1000;
    return Math.max(now, reset) + 1000;
  }
  return answer.status === 429 || /secondary rate|rate limit/i.test(answer.said) ? now + 60_000 : null;
}

export const rateLimited = (host: string, retryAt: number, why: string): AppError => ({
  code: 'github_rate_limited',
  message: `${host} asks to wait: too many requests.`,
  why,
  next: 'It goes on by itself when the limit is over.',
  retryAt,
  host,
});

function forbidden(answer: Answered, { doing, host }: GitHubContext): AppError {
  const sso = headerOf(answer, 'x-github-sso');
  const wanted = headerOf(answer, 'x-accepted-oauth-scopes')?.replace(/[^\w:, -]/g, '');
  const held = headerOf(answer, 'x-oauth-scopes');
  const lacks = wanted && held !== null && !wanted.split(', ').some((scope) => held.split(', ').includes(scope));
  const base = { code: 'github_forbidden', message: `${host} does not allow this account to ${doing}.`, host } as const;
  if (sso !== null || /SAML/i.test(answer.said)) {
    const page = signOnPage(sso ?? '', host);
    const next = page
      ? `Authorise the token at ${page}`
      : 'Authorise the token for the organisation on the page of your tokens.';
    return { ...base, why: 'The organisation asks for single sign-on.', next };
  }
  if (lacks) return { ...base, why: answer.said, next: `Give the token one of these scopes: ${wanted}.` };
  const next = 'Give the token read and write access to contents and pull requests of this repository.';
  return { ...base, why: answer.said, next };
}

/** Only the page for it, on the host itself or GitHub's own, is worth a click. */
function signOnPage(header: string, host: string): string | null {
  const address = /url=(\S+)/.exec(header)?.[1] ?? '';
  if (!URL.canParse(address)) return null;
  const { protocol, host: at, pathname, href } = new URL(address);
  const isTheirs = protocol === 'https:' && (at === host || at === 'github.com');
  return isTheirs && /^\/(?:orgs|enterprises)\/[\w.-]+\/(?:sso|saml)/.test(pathname) ? href : null;
}

function answered(answer: Answered, context: GitHubContext): AppError {
  const { doing, host, signedIn } = context;
  const why = answer.said === '' ? {} : { why: answer.said };
  if (answer.status === 401) {
    const message = signedIn ? `${host} did not accept the token.` : `${host} asks for a sign-in to ${doing}.`;
    const next = signedIn ? 'Check the token in Settings: it may have expired.' : 'Add a GitHub token in Settings.';
    return { code: 'github_auth', message, ...why, next, host };
  }
  const retryAt = retryAtOf(answer, context.now);
  if (retryAt !== null) return rateLimited(host, retryAt, answer.said);
  if (answer.status === 403) return forbidden(answer, context);
  if (answer.status === 404 || answer.status === 410) {
    const next = signedIn
      ? 'Check the name, and that the token may see the repository.'
      : 'Check the name, or add a GitHub token in Settings if it is private.';
    return {
      code: 'github_not_found',
      message: `${host} knows nothing there: could not ${doing}.`,
      ...why,
      next,
      host,
    };
  }
  if (answer.status >= 500 || answer.status === 408) {
    const message = `${host} has trouble at the moment (${answer.status}).`;
    return { code: 'github_unreachable', message, ...why, next: 'It is tried again by itself.', host };
  }
  const message = `${host} refused to ${doing}.`;
  return { code: 'github_rejected', message, ...why, next: 'Look at the reason; then retry.', host };
}

/** The deepest cause speaks: "fetch failed" says nothing. */
function reasonOf(error: unknown): string {
  let reason = '';
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    reason = 'code' in at && typeof at.code === 'string' ? `${at.message} (${at.code})` : at.message || reason;
  }
  return reason;
}

function unanswered(error: unknown, { host }: GitHubContext): AppError {
  const reason = reasonOf(error);
  const next = /ENOTFOUND|EAI_AGAIN/.test(reason)
    ? 'Check the network connection and the GitHub address in Settings.'
    : /CERT|certificate/i.test(reason)
      ? "Make the organisation's certificate known to the system (NODE_EXTRA_CA_CERTS), then restart."
      : 'Check the network; it is tried again.';
  return { code: 'github_unreachable', message: `Could not reach ${host}.`, why: reason, next, host };
}

/** The headers of a 304, which Octokit throws; null for anything else. */
export function headersOfUnchanged(error: unknown): Record<string, unknown> | null {
  const parsed = RequestFailure.safeParse(error);
  return parsed.success && parsed.data.status === 304 ? (parsed.data.response?.headers ?? {}) : null;
}

/** Understands what Octokit threw. The only reader of HTTP status codes of GitHub. Anything else is a defect, thrown on. */
export function fromGitHub(error: unknown, context: GitHubContext): AppError {
  const parsed = RequestFailure.safeParse(error);
  if (!parsed.success) throw error;
  const { status, response } = parsed.data;
  if (!response) return unanswered(error, context);
  const data = response.data;
  const id = response.headers['x-github-request-id'];
  const answer = { status, headers: response.headers, said: sayings(data), data };
  return {
    ...answered(answer, context),
    status,
    ...(typeof id === 'string' && /^[\w:.-]{1,100}$/.test(id) ? { requestId: id } : {}),
  };
}
