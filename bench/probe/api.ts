import { z } from 'zod';
import { costOfAnswer, plainModelId } from '../../src/shared/models.ts';

/** The API as the probe asks it: raw, because the SDK would repair or refuse what is to be found out. */
export interface ProbeApi {
  /** `POST /v1/messages`, streamed when the body says so. */
  messages(body: Body, options?: Options): Promise<Heard>;
  get(path: string): Promise<Heard>;
  /** Dollars so far, by the price table. */
  spent(): number;
  requests(): number;
}

export type Block = { type: string; [key: string]: unknown };
export interface Turn {
  role: 'user' | 'assistant' | 'system';
  content: string | Block[];
  output_config?: object;
}
export interface Body {
  model: string;
  max_tokens: number;
  messages: Turn[];
  [key: string]: unknown;
}
interface Options {
  betas?: string[];
  /** In place of the Bearer of every other request. */
  auth?: Record<string, string>;
}

const Count = z.number().nonnegative().nullish().catch(null);
const Usage = z.object({
  input_tokens: Count,
  output_tokens: Count,
  cache_creation_input_tokens: Count,
  cache_read_input_tokens: Count,
});
const Answer = z.looseObject({
  id: z.string().optional(),
  model: z.string().optional(),
  stop_reason: z.string().nullish(),
  content: z.array(z.looseObject({ type: z.string() })).catch([]),
  usage: Usage.nullish().catch(null),
  error: z.looseObject({ type: z.string().optional(), message: z.string().optional() }).optional(),
});

/** One answer. */
export interface Heard {
  status: number;
  ok: boolean;
  body: z.infer<typeof Answer>;
  /** What the API said against it, short, and without a key. */
  words: string;
  read: number;
  written: number;
  ms: number;
  /** Of a stream: pieces of tool input, and the longest silence between two events. */
  pieces: number;
  longestGapMs: number;
}

const TIMEOUT_MS = 120_000;
/** What the app's SDK sends. */
const VERSION = '2026-10-21';

export function probeApi(baseUrl: string, key: string): ProbeApi {
  let spent = 0;
  let requests = 0;

  const hear = async (
    path: string,
    init: RequestInit,
    model: string,
    { betas = [], auth }: Options,
  ): Promise<Heard> => {
    requests += 1;
    const started = performance.now();
    const headers = new Headers({
      'content-type': 'application/json',
      'anthropic-version': VERSION,
      ...(auth ?? { authorization: `Bearer ${key}` }),
      ...(betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}),
    });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${baseUrl}${path}`, { ...init, headers, signal, redirect: 'error' });
    const isStream = response.headers.get('content-type')?.includes('event-stream') ?? false;
    const stream = isStream ? await readStream(response) : null;
    const body = Answer.safeParse(stream?.message ?? jsonOf(await response.text())).data ?? { content: [] };
    const {
      input_tokens: fresh,
      output_tokens: output,
      cache_creation_input_tokens: made,
      cache_read_input_tokens: read,
    } = body.usage ?? {};
    const usage = {
      fresh: fresh ?? 0,
      cacheWrite5m: made ?? 0,
      cacheWrite1h: 0,
      cacheRead: read ?? 0,
      output: output ?? 0,
    };
    if (response.ok) spent += costOfAnswer(plainModelId(model) ?? model, { ...usage, thinking: 0 });
    return {
      ...{ status: response.status, ok: response.ok, body, read: usage.cacheRead, written: usage.cacheWrite5m },
      words: (body.error?.message ?? '').replaceAll(key, '[key]').replaceAll(/\s+/g, ' ').slice(0, 240),
      ms: Math.round(performance.now() - started),
      ...{ pieces: stream?.pieces ?? 0, longestGapMs: stream?.longestGapMs ?? 0 },
    };
  };
  return {
    messages: (body, options = {}) =>
      hear('/v1/messages', { method: 'POST', body: JSON.stringify(body) }, body.model ?? '', options),
    get: (path) => hear(path, { method: 'GET' }, '', {}),
    spent: () => spent,
    requests: () => requests,
  };
}

const Event = z.looseObject({
  type: z.string(),
  message: z.looseObject({ usage: z.looseObject({}).nullish() }).optional(),
  usage: z.looseObject({}).optional(),
  delta: z.looseObject({ type: z.string().optional(), stop_reason: z.string().nullish() }).optional(),
  error: z.looseObject({}).optional(),
});

/** A stream as far as it is asked about: its last counters, its pieces of tool input, its silences. */
async function readStream(response: Response) {
  let message: Record<string, unknown> = {};
  let pieces = 0;
  let longestGapMs = 0;
  let last = performance.now();
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    longestGapMs = Math.max(longestGapMs, Math.round(performance.now() - last));
    last = performance.now();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = line.startsWith('data:') ? Event.safeParse(jsonOf(line.slice(5))).data : undefined;
      if (event?.message) message = { ...event.message };
      if (event?.usage) message.usage = { ...(message.usage as object | undefined), ...event.usage };
      if (event?.delta?.stop_reason) message.stop_reason = event.delta.stop_reason;
      if (event?.delta?.type === 'input_json_delta') pieces += 1;
      if (event?.error) message.error = event.error;
    }
  }
  return { message, pieces, longestGapMs };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
