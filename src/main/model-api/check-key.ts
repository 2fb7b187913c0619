import { APIError } from '@anthropic-ai/sdk/core/error';
import { z } from 'zod';
import { headOf } from '../../shared/cut.ts';
import { type AppError, failed, ok, type Result } from '../../shared/errors.ts';
import { unhidden } from '../../shared/hidden-text.ts';
import { isVendorHost } from '../../shared/request-capabilities.ts';
import { fromModel } from './from-model.ts';
import { answered, shortClient } from './short-call.ts';

const PATIENCE_MS = 20_000;
/** A list of models is a few kilobytes, a refusal less. */
const MOST_BYTES = 2_000_000;
/** A person waits for the answer, and it costs nothing. */
const TRIES = 3;
const BETWEEN_MS = 400;

/**
 * Does this key work at this base URL? Costs nothing. The API itself lists its models; any other address must prove that it
 * takes messages: an empty one is refused there in the API's own form, and a wrong key before that. What only looks like an
 * answer (a web page, a redirect, a list of something else) is none.
 */
export async function checkClaudeKey(apiKey: string, url: string, patienceMs = PATIENCE_MS): Promise<Result<null>> {
  const wrong = wrongKind(apiKey);
  if (wrong) return failed(wrong);
  for (let tries = 1; ; tries += 1) {
    const checked = isVendorHost(url)
      ? await atVendor(apiKey, url, patienceMs)
      : await atGateway(apiKey, url, patienceMs);
    const passes = !checked.ok && ['model_overloaded', 'model_unreachable'].includes(checked.error.code);
    if (!passes || tries === TRIES) return checked;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS * tries));
  }
}

/** Credentials of the same vendor that are no API keys. */
function wrongKind(key: string): AppError | null {
  const next = 'Create an API key in the Claude Console (it begins with sk-ant-api) and paste that.';
  if (key.startsWith('sk-ant-oat') || key.startsWith('sk-ant-ort')) {
    const why =
      'Tokens that begin with sk-ant-oat belong to Claude Code and a subscription; other apps may not use them.';
    return { code: 'model_auth', message: 'This is an OAuth token of a sign-in, not an API key', why, next };
  }
  if (key.startsWith('sk-ant-sid'))
    return { code: 'model_auth', message: 'This is the cookie of a browser session, not an API key', next };
  if (key.startsWith('sk-ant-admin')) {
    const why = 'Admin keys manage an organisation; the API takes no messages with them.';
    return { code: 'model_auth', message: 'This is an admin key, not an API key', why, next };
  }
  return null;
}

/** An answer, whatever its status; the body as text. */
interface Heard {
  status: number;
  headers: Headers;
  text: string;
  /** What the SDK makes of a status that is no success. */
  error: APIError | null;
}

async function request(
  apiKey: string,
  url: string,
  asked: 'models' | 'message',
  patienceMs: number,
): Promise<Result<Heard>> {
  const client = shortClient(apiKey, url, patienceMs, MOST_BYTES);
  return answered(async (signal): Promise<Heard> => {
    try {
      const options = { signal, maxRetries: 0 };
      const response =
        asked === 'models'
          ? await client.get('/v1/models?limit=1', options).asResponse()
          : await client.post('/v1/messages', { ...options, body: {} }).asResponse();
      return { status: response.status, headers: response.headers, text: await response.text(), error: null };
    } catch (error) {
      if (!(error instanceof APIError) || error.status === undefined) throw error;
      const text = error.error === undefined ? error.message.replace(/^\d+ /, '') : JSON.stringify(error.error);
      return { status: error.status, headers: error.headers ?? new Headers(), text, error };
    }
  }, patienceMs);
}

async function atVendor(apiKey: string, url: string, patienceMs: number): Promise<Result<null>> {
  const heard = await request(apiKey, url, 'models', patienceMs);
  if (!heard.ok) return heard;
  return isList(heard.value) ? ok(null) : failed(problemOf(heard.value, url));
}

async function atGateway(apiKey: string, url: string, patienceMs: number): Promise<Result<null>> {
  const heard = await request(apiKey, url, 'message', patienceMs);
  if (!heard.ok) return heard;
  if (isProof(heard.value)) return ok(null);
  // A gateway may say in a form of its own what is wrong with an empty message; then a list of models must show that it takes the key.
  const said = heard.value;
  if ([400, 415, 422, 500].includes(said.status) && jsonOf(said.text) !== undefined && !isPage(said)) {
    const models = await request(apiKey, url, 'models', patienceMs);
    if (models.ok && isList(models.value)) return ok(null);
    if (models.ok && [401, 403].includes(models.value.status)) return failed(problemOf(models.value, url));
  }
  return failed(problemOf(said, url));
}

/** The API's form of a refusal, or an answer of a server that takes anything. */
const Refusal = z.object({ type: z.literal('error'), error: z.object({ type: z.literal('invalid_request_error') }) });
const Answer = z.object({ type: z.literal('message'), content: z.array(z.unknown()) });
const isProof = ({ status, text }: Heard): boolean =>
  (status === 400 && Refusal.safeParse(jsonOf(text)).success) ||
  (status === 200 && Answer.safeParse(jsonOf(text)).success);

const List = z.object({ data: z.array(z.object({ id: z.string() })) });
const isList = ({ status, text }: Heard): boolean => status === 200 && List.safeParse(jsonOf(text)).success;

const isPage = ({ headers, text }: Heard): boolean =>
  /\bhtml\b/i.test(headers.get('content-type') ?? '') || /^\s*(?:<!doctype|<html|<\?xml)/i.test(text);

/** Why an answer is no proof. No word of a page is repeated. */
function problemOf(heard: Heard, url: string): AppError {
  const { status, error } = heard;
  const vendor = isVendorHost(url);
  const next = vendor
    ? 'Check the network: a proxy or a sign-in page may stand between.'
    : 'Check the base URL in Settings: it is the part before /v1/messages.';
  if (status >= 300 && status < 400) {
    const to = heard.headers.get('location');
    const target = to !== null && URL.canParse(to, url) ? new URL(to, url).origin : null;
    const why = target === null ? undefined : `It sends on to ${headOf(unhidden(target), 200)}.`;
    return rejected(
      'The address sends requests on to another one',
      why,
      'Enter the address that is meant, if you trust it.',
      status,
    );
  }
  if (isPage(heard))
    return rejected('A web page answered, not the Claude API', `Its status was ${status}.`, next, status);
  if (status === 407)
    return rejected(
      'A proxy wants a sign-in',
      undefined,
      'Sign in to the proxy, or name it in the environment.',
      status,
    );
  if (error && ![400, 404, 405, 410, 415, 422, 501].includes(status)) return said(error, heard.text);
  return rejected('There is no Claude API at this address', `It answered ${status}, in another form.`, next, status);
}

function rejected(message: string, why: string | undefined, next: string, status: number): AppError {
  return { code: 'model_rejected', message, ...(why === undefined ? {} : { why }), next, mends: ['services'], status };
}

/** What the API or a gateway said of the key or of itself; the words of strangers are kept short. */
function said(error: APIError, text: string): AppError {
  const problem = fromModel(error, Date.now());
  const words = error.apiMessage ?? (jsonOf(text) === undefined ? text : undefined);
  return { ...problem, why: unhidden(headOf(words ?? `It answered ${error.status}.`, 300)) };
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
