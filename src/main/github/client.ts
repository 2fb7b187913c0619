import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { z } from 'zod';
import { type AppError, failed, failure, ok, type Result } from '../../shared/errors.ts';
import { fromGitHub, headersOfUnchanged, rateLimited } from './github-error.ts';
import { isLoopback, webHostOf } from './hosts.ts';
import { createKnownAnswers } from './known-answers.ts';

export interface GitHubCall<Schema extends z.ZodType> {
  /** Goes on "could not …": "read acme/one". */
  doing: string;
  /** Octokit's form: `GET /repos/{owner}/{repo}`. */
  route: string;
  parameters: Record<string, unknown>;
  answer: Schema;
  /** A read that is asked again with the ETag of its last answer: that it has not changed costs nothing of the hourly limit. */
  asksAgain?: boolean;
  /** Hears the headers of an answer that was good. */
  onHeaders?: (headers: Readonly<Record<string, unknown>>) => void;
}

export interface GitHubClient {
  readonly host: string;
  readonly apiUrl: string;
  /** The token of this moment; it goes to this host and to no other. */
  readonly token: () => string | null;
  /** One request. Reads are repeated on a passing failure; a write is sent once, because a lost answer may mean success. */
  call<Schema extends z.ZodType>(call: GitHubCall<Schema>): Promise<Result<z.output<Schema>>>;
}

export interface ClientOptions {
  apiUrl: string;
  token: () => string | null;
  onRateLimited: (error: AppError) => void;
}

/** Longest wait for a rate limit inside one call; beyond it the caller gets the time and does something else, s. */
const LONGEST_WAIT_S = 60;
const ANSWER_TIMEOUT_MS = 30_000;

const Throttled = Octokit.plugin(throttling, retry);
type ThrottleOptions = NonNullable<NonNullable<ConstructorParameters<typeof Throttled>[0]>['throttle']>;

const quiet = () => undefined;

/** Stands for the plugin's queue that spaces writes one to three seconds apart, which only GitHub itself asks for. */
const unspaced = { key: () => ({ schedule: (_options: unknown, work: () => Promise<void>) => work() }) };
const unspacedGroups = { write: unspaced, notifications: unspaced, search: unspaced };

function throttleOptions({ apiUrl, onRateLimited }: ClientOptions): ThrottleOptions {
  const host = webHostOf(apiUrl);
  const limited = (why: string) => (waitS: number, _options: unknown, _octokit: unknown, retryCount: number) => {
    onRateLimited(rateLimited(host, Date.now() + waitS * 1000, why));
    return waitS <= LONGEST_WAIT_S && retryCount < 2;
  };
  const options = {
    // The plugin's queues are shared by the whole process: each API has its own.
    id: apiUrl,
    onRateLimit: limited('The hourly limit of this account is used up.'),
    onSecondaryRateLimit: limited('Too many changes in a short time.'),
  };
  return isLoopback(apiUrl) ? ({ ...options, ...unspacedGroups } as unknown as ThrottleOptions) : options;
}

/** Octokit behind one function. The token is asked for at each call and goes to this API only. */
export function createClient(options: ClientOptions): GitHubClient {
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  const host = webHostOf(apiUrl);
  const known = createKnownAnswers();
  const octokit = new Throttled({
    baseUrl: apiUrl,
    userAgent: 'cody-batch',
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    throttle: throttleOptions(options),
    retry: {
      // 429 is the throttling plugin's business.
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
      retryAfterBaseValue: isLoopback(apiUrl) ? 50 : 1000,
    },
    request: {
      // Timed from here, so that waiting in a queue does not count.
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }),
    },
  });

  return {
    host,
    apiUrl,
    token: options.token,
    async call({ doing, route, parameters, answer, asksAgain, onHeaders }) {
      const token = options.token();
      if (token !== null && apiUrl.startsWith('http:') && !isLoopback(apiUrl)) {
        const next = 'Use an https address for GitHub in Settings.';
        return failure('github_rejected', `${host} would be reached without encryption.`, {
          next,
          mends: ['services'],
          host,
        });
      }
      const question = asksAgain ? `${route} ${JSON.stringify(parameters)}` : null;
      const before = question === null ? undefined : known.find(question, token);
      const headers: Record<string, string> = { 'x-github-api-version': '2022-11-28' };
      if (token !== null) headers.authorization = `Bearer ${token}`;
      if (before) headers['if-none-match'] = before.etag;
      const isRead = route.startsWith('GET ');
      try {
        const request = isRead ? {} : { request: { retries: 0 } };
        const response = await octokit
          .request(route, { ...parameters, ...request, headers })
          .catch((error: unknown) => {
            const unchanged = before ? headersOfUnchanged(error) : null;
            if (!before || unchanged === null) throw error;
            return { data: before.data, headers: { ...before.headers, ...unchanged } };
          });
        const parsed = answer.safeParse(response.data);
        if (parsed.success) {
          const etag = response.headers.etag;
          if (question !== null && typeof etag === 'string')
            known.keep(question, { token, etag, data: parsed.data, headers: response.headers });
          onHeaders?.(response.headers);
          return ok(parsed.data);
        }
        const isJson = String(response.headers['content-type']).includes('json');
        // JSON that stayed text is an answer that broke off.
        const brokeOff = isJson && typeof response.data === 'string';
        const message = brokeOff ? `The answer of ${host} broke off.` : `${host} gave an answer that is not GitHub's.`;
        const next = brokeOff ? 'It is tried again.' : 'Check the GitHub address in Settings.';
        return failure(brokeOff ? 'github_unreachable' : 'github_rejected', message, { why: doing, next, host });
      } catch (error) {
        const understood = fromGitHub(error, { doing, host, signedIn: token !== null, now: Date.now() });
        return failed(token === null ? understood : withoutToken(understood, token));
      }
    },
  };
}

/** A server may repeat what it was sent. */
const withoutToken = (error: AppError, token: string): AppError => ({
  ...error,
  message: error.message.replaceAll(token, '***'),
  ...(error.why === undefined ? {} : { why: error.why.replaceAll(token, '***') }),
});
