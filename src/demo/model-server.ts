import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Usage } from '@anthropic-ai/sdk/resources/messages';
import { modelCard } from '../shared/models.ts';
import { close, listen, readBody, TooLarge } from './http.ts';
import { buildAnswer, type Planner } from './model/answer.ts';
import { createFaultPlan, type Fault, type FaultRule, wordsOf } from './model/faults.ts';
import { MODEL_LIST } from './model/models.ts';
import { canonical, type Prefix, prefixOf } from './model/prefix.ts';
import { createPromptCache } from './model/prompt-cache.ts';
import { CountRequest, complaint, type Message, MessagesRequest, unwelcomeField } from './model/request.ts';
import { inputTransformations, limitRefusal, promptRefusal, type Refusal, refuse } from './model/rules.ts';
import { type Pace, writeStream } from './model/stream.ts';

export interface ModelServerOptions {
  /** What decides the answers. */
  planner: Planner;
  /** 0 or left out: any free port. */
  port?: number;
  /** The only key that is accepted; null or left out: any. */
  apiKey?: string | null;
  pace?: Pace;
  faults?: readonly FaultRule[];
  /** Accept models that the price table does not know, as a gateway would. */
  anyModel?: boolean;
  /** Fields that this host has not heard of, as a gateway: paths such as `tools.*.eager_input_streaming`. */
  unknownFields?: readonly string[];
  /** The largest output of every model here, where it is less than the model's own. */
  maxOutput?: number;
  /** Keep whole request bodies in the journal; for tests. */
  keepBodies?: boolean;
  /** Epoch ms; for the cache's lifetimes and the rate limits' windows. */
  now?: () => number;
}

/** One request as the server saw it. Never holds a key. */
export interface ModelRequestRecord {
  at: number;
  /** When the request came and its answer was out: ms of the machine's monotonic clock, the same in every process. */
  arrivedMs: number;
  endedMs: number | null;
  /** Length of the request's body. */
  bytes: number;
  /** Tokens of tools, system and messages, whatever they cost. */
  promptTokens: number;
  method: string;
  path: string;
  status: number;
  requestId: string;
  /** Hash of the whole prompt: two requests that ask for the same answer have the same one. */
  prefix: string;
  /** Hash of the prompt up to its first answer: the same for every request of one conversation. */
  thread: string;
  /** The start of the conversation's first message. */
  conversation: string;
  step: number;
  model: string | null;
  stopReason: string | null;
  /** Names of the tools that the answer calls. */
  calls: string[];
  usage: Usage | null;
  fault: Fault['kind'] | null;
  error: string | null;
  body: unknown;
}

export interface ModelServer {
  /** Base URL, without a slash at the end. */
  url: string;
  port: number;
  journal: readonly ModelRequestRecord[];
  inject(rule: FaultRule): void;
  close(): Promise<void>;
}

const MAX_BODY = 32 * 1024 * 1024;
const JOURNAL_LENGTH = 20_000;
const LIMITS = { requests: 4_000, 'input-tokens': 4_000_000, 'output-tokens': 800_000, tokens: 4_800_000 };

const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const sha = (text: string) => createHash('sha256').update(text).digest();

/** A loopback server that speaks the Messages API, and refuses what the real one refuses. Answers come from `planner`. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const now = options.now ?? Date.now;
  const pace = options.pace ?? { firstByteMs: 0, chunkMs: 0 };
  const cache = createPromptCache(now);
  const faults = createFaultPlan(options.faults ?? []);
  const journal: ModelRequestRecord[] = [];
  const paused = new Set<string>();
  const spent = { minute: 0, requests: 0, 'input-tokens': 0, 'output-tokens': 0, tokens: 0 };

  const isAllowed = (request: IncomingMessage): boolean => {
    if (options.apiKey === undefined || options.apiKey === null) return true;
    return timingSafeEqual(sha(keyOf(request)), sha(options.apiKey));
  };

  function rateHeaders(usage: Usage | null): Record<string, string> {
    const minute = Math.floor(now() / 60_000);
    if (spent.minute !== minute)
      Object.assign(spent, { minute, requests: 0, 'input-tokens': 0, 'output-tokens': 0, tokens: 0 });
    const input = usage ? usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) : 0;
    spent.requests += 1;
    spent['input-tokens'] += input;
    spent['output-tokens'] += usage?.output_tokens ?? 0;
    spent.tokens += input + (usage?.output_tokens ?? 0);
    const reset = new Date((minute + 1) * 60_000).toISOString().replace('.000', '');
    const headers: Record<string, string> = {};
    for (const kind of ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const) {
      headers[`anthropic-ratelimit-${kind}-limit`] = String(LIMITS[kind]);
      headers[`anthropic-ratelimit-${kind}-remaining`] = String(Math.max(0, LIMITS[kind] - spent[kind]));
      headers[`anthropic-ratelimit-${kind}-reset`] = reset;
    }
    return headers;
  }

  const knows = (model: string) => options.anyModel === true || modelCard(model) !== undefined;
  const unknownModel = (model: string) => refuse(`model: ${model}`, 404, 'not_found_error');
  const isPaused = (message: Message) => paused.has(canonical(message.content));

  async function messages(request: IncomingMessage, response: ServerResponse, record: ModelRequestRecord) {
    const raw = await readJson(request, record);
    if (options.keepBodies) record.body = raw;
    const betas = String(request.headers['anthropic-beta'] ?? '');
    const unwelcome = unwelcomeField(raw, betas, options.unknownFields);
    const parsed = MessagesRequest.safeParse(raw);
    if (unwelcome !== null || !parsed.success) {
      const words = unwelcome ?? complaint(parsed.error ?? neverFails());
      return sendRefusal(response, record, refuse(words));
    }
    const body = parsed.data;
    const prefix: Prefix = prefixOf(body, keyOf(request));
    const opening =
      body.messages[0]?.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n') ?? '';
    record.conversation = opening.slice(0, 400);
    record.step = body.messages.filter((message) => message.role === 'assistant').length + 1;
    record.model = body.model;
    record.promptTokens = prefix.total;
    record.prefix = prefix.digest;
    record.thread = prefix.before(1, 0) || prefix.digest;
    const fault = faults.take(opening, record.step);
    record.fault = fault?.kind ?? null;

    if (fault?.kind === 'silence') return new Promise<void>((resolve) => response.once('close', resolve));
    if (fault?.kind === 'reset' && fault.when === 'before_headers') return response.destroy();
    if (fault?.kind === 'status') return sendFault(response, record, fault);
    if (fault?.kind === 'proxy_error') {
      record.status = fault.status;
      return response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>');
    }
    const known = modelCard(body.model) ?? { contextWindow: 1_000_000, maxOutput: 128_000 };
    const card = { ...known, maxOutput: Math.min(known.maxOutput, options.maxOutput ?? Infinity) };
    const refusal = knows(body.model)
      ? (promptRefusal(body, prefix, isPaused) ?? limitRefusal(body, prefix, card))
      : unknownModel(body.model);
    if (refusal) return sendRefusal(response, record, refusal);

    const use = cache.look(body.model, prefix);
    const id = `msg_01${randomUUID().replaceAll('-', '').slice(0, 22)}`;
    const answer = buildAnswer(options.planner(body), body, prefix, use, id, fault);
    const { message } = answer;
    Object.assign(message, inputTransformations(body.messages, prefix, betas));
    if (message.stop_reason === 'pause_turn') paused.add(canonical(message.content));
    record.usage = message.usage;
    record.stopReason = message.stop_reason;
    record.calls = message.content.flatMap((block) => (block.type === 'tool_use' ? [block.name] : []));
    const headers = { 'request-id': record.requestId, ...rateHeaders(message.usage) };
    if (pace.firstByteMs > 0) await wait(pace.firstByteMs);
    cache.store(body.model, prefix);
    record.status = 200;
    if (body.stream) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        ...headers,
      });
      return writeStream(response, answer, pace, fault);
    }
    return sendJson(response, 200, message, headers);
  }

  async function count(request: IncomingMessage, response: ServerResponse, record: ModelRequestRecord) {
    const raw = await readJson(request, record);
    const parsed = CountRequest.safeParse(raw);
    if (!parsed.success) return sendRefusal(response, record, refuse(complaint(parsed.error)));
    if (!knows(parsed.data.model)) return sendRefusal(response, record, unknownModel(parsed.data.model));
    record.status = 200;
    return sendJson(response, 200, { input_tokens: prefixOf(parsed.data).total }, { 'request-id': record.requestId });
  }

  function models(path: string, response: ServerResponse, record: ModelRequestRecord) {
    const id = decodeURIComponent(path.slice('/v1/models/'.length));
    const one = MODEL_LIST.find((model) => model.id === id);
    if (path !== '/v1/models' && !one) return sendRefusal(response, record, unknownModel(id));
    record.status = 200;
    const page = { data: MODEL_LIST, has_more: false, first_id: MODEL_LIST[0]?.id, last_id: MODEL_LIST.at(-1)?.id };
    return sendJson(response, 200, one ?? page, { 'request-id': record.requestId, ...rateHeaders(null) });
  }

  async function route(request: IncomingMessage, response: ServerResponse, record: ModelRequestRecord) {
    if (!isAllowed(request)) return sendRefusal(response, record, refuse(wordsOf(401)[1], 401, wordsOf(401)[0]));
    if (!request.headers['anthropic-version']) {
      return sendRefusal(response, record, refuse('anthropic-version: header is required'));
    }
    const { method, path } = record;
    if (method === 'POST' && path === '/v1/messages') return messages(request, response, record);
    if (method === 'POST' && path === '/v1/messages/count_tokens') return count(request, response, record);
    if (method === 'GET' && (path === '/v1/models' || path.startsWith('/v1/models/')))
      return models(path, response, record);
    return sendRefusal(response, record, refuse(`Not found: ${method} ${path}`, 404, 'not_found_error'));
  }

  const server = createServer((request, response) => {
    const record: ModelRequestRecord = {
      at: now(),
      arrivedMs: monotonicMs(),
      endedMs: null,
      bytes: 0,
      promptTokens: 0,
      method: request.method ?? '',
      path: new URL(request.url ?? '/', 'http://localhost').pathname,
      status: 0,
      requestId: `req_01${randomUUID().replaceAll('-', '').slice(0, 22)}`,
      prefix: '',
      thread: '',
      conversation: '',
      step: 0,
      model: null,
      stopReason: null,
      calls: [],
      usage: null,
      fault: null,
      error: null,
      body: null,
    };
    journal.push(record);
    if (journal.length > JOURNAL_LENGTH) journal.shift();
    response.once('close', () => {
      record.endedMs = monotonicMs();
    });
    route(request, response, record).catch((error: unknown) => {
      const refusal =
        error instanceof SyntaxError
          ? refuse('The request body is not valid JSON.')
          : error instanceof TooLarge
            ? refuse(wordsOf(413)[1], 413, wordsOf(413)[0])
            : refuse(`scripted model failed: ${String(error)}`, 500, 'api_error');
      if (response.headersSent) response.destroy();
      else sendRefusal(response, record, refusal);
    });
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, port, journal, inject: faults.add, close: () => close(server) };
}

const keyOf = ({ headers }: IncomingMessage): string =>
  headers.authorization?.replace(/^Bearer /i, '') ?? String(headers['x-api-key'] ?? '');

const neverFails = (): never => {
  throw new Error('unreachable: the request was parsed');
};
async function readJson(request: IncomingMessage, record: ModelRequestRecord): Promise<unknown> {
  const body = await readBody(request, MAX_BODY);
  record.bytes = body.length;
  return JSON.parse(body.toString('utf8'));
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function sendRefusal(
  response: ServerResponse,
  record: ModelRequestRecord,
  { status, type, message }: Refusal,
  headers: Record<string, string> = {},
): void {
  record.status = status;
  record.error = message;
  const body = { type: 'error', error: { type, message }, request_id: record.requestId };
  sendJson(response, status, body, { 'request-id': record.requestId, ...headers });
}

function sendFault(
  response: ServerResponse,
  record: ModelRequestRecord,
  fault: Extract<Fault, { kind: 'status' }>,
): void {
  const [type, message] = wordsOf(fault.status);
  const words = { status: fault.status, type: fault.type ?? type, message: fault.message ?? message };
  sendRefusal(response, record, words, fault.headers);
}
