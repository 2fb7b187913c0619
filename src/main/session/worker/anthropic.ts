import type { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { APIConnectionTimeoutError, APIError, APIUserAbortError } from '@anthropic-ai/sdk/core/error';
import { type AppError, ok } from '../../../shared/errors.ts';
import { isRecord } from '../../../shared/is-record.ts';
import type { Metered, Metering } from '../../../shared/usage.ts';
import { apiClient, isEventStream } from '../../model-api/client.ts';
import { brokenOff, fromModel, rateLimitsOf } from '../../model-api/from-model.ts';
import { meteringOf } from '../../model-api/metering.ts';
import { type AnswerReader, answerReader, EndlessAnswer } from './answer-reader.ts';
import type { Model, ModelRequest } from './model.ts';
import { bytesOf, type RequestFrame, requestBody } from './request-body.ts';
import { EndlessEvent, type ServerSentEvent, serverSentEvents } from './server-sent-events.ts';
import { wayBack } from './way-back.ts';

export interface AnthropicOptions extends RequestFrame {
  apiKey: string;
  anthropicUrl: string;
  /** Ms without anything real from the stream before it counts as stalled; twice as long while a block is being written. */
  stallMs: number;
  /** The same, right after the computer slept: the connection has probably died without a word. */
  afterSleepMs: number;
  /** Ms of a stopwatch that stands still while the computer sleeps. */
  ticks: () => number;
  onWake: (listener: () => void) => () => void;
}

/** After message_stop the answer is whole: a connection that then neither ends nor breaks is let go after this. */
const TAIL_MS = 1000;

/** The Claude API, or whatever speaks like it at `anthropicUrl`. */
export function anthropicModel(options: AnthropicOptions): Model {
  // The SDK's own time-out ends at the response's headers; the watchdog covers both.
  const client = apiClient({ ...options, maxRetries: 0, timeout: options.stallMs * 2 });
  return (request) => {
    const { body, betas } = requestBody(options, request);
    const bytes = bytesOf({ ...body, stream: true });
    return async (listener, signal) => {
      const started = options.ticks();
      const watchdog = watch(options, signal);
      let reader: AnswerReader | null = null;
      try {
        const response = await post(client, bytes, betas, watchdog.signal);
        listener.onRateLimits(rateLimitsOf(response.headers));
        reader = answerReader(listener, options.ticks, request, response.headers);
        if (isEventStream(response.headers)) await follow(response, reader, watchdog);
        else reader.readWhole(await response.json());
        const requestId = response.headers.get('request-id');
        return reader.answer(requestId, { started, now: options.ticks() });
      } catch (error) {
        if (error instanceof APIError && error.headers) listener.onRateLimits(rateLimitsOf(error.headers));
        const failure =
          watchdog.stalledAfter() === null ? failureOf(error, reader !== null) : stalled(watchdog.stalledAfter() ?? 0);
        watchdog.abort();
        if (reader) return reader.failure(failure);
        const change = isInvalid(error) ? wayBack(failure.why ?? '', body, request, options.capabilities) : null;
        return { ok: false, error: failure, ...(change ? { change } : {}) };
      } finally {
        watchdog.stop();
      }
    };
  };
}

/** Renews what the cache holds of a request, for the price of reading it: the same request, for no answer. */
export function cacheKeeper(
  options: AnthropicOptions,
): (request: ModelRequest, signal: AbortSignal) => Promise<Metered<Metering>> {
  const client = apiClient({ ...options, maxRetries: 0, timeout: options.stallMs });
  return async (request, signal) => {
    try {
      const { body, betas } = requestBody(options, { ...request, maxTokens: 0, previousMessageId: null });
      const response = await post(client, bytesOf({ ...body, stream: false }), betas, signal);
      const answer: unknown = await response.json();
      return ok(meteringOf(isRecord(answer) ? answer.usage : null, { input: request.inputTokens, output: 0 }));
    } catch (error) {
      // It was sent, and is billed when it is read: nobody waits any more for what that has cost.
      const isUnheard = error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError;
      const metering = isUnheard ? meteringOf(null, { input: request.inputTokens, output: 0 }) : {};
      return { ok: false, error: fromModel(error, Date.now()), ...metering };
    }
  };
}

/**
 * Sent by the plain client: it is small, and its resources would make the body anew from objects of types that this version
 * of the SDK knows.
 */
function post(
  client: BaseAnthropic,
  body: Uint8Array,
  betas: readonly string[],
  signal: AbortSignal,
): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}),
  };
  return client.post('/v1/messages', { body, headers, signal, stream: true }).asResponse();
}

const isInvalid = (error: unknown): boolean =>
  error instanceof APIError && (error.status === 400 || error.status === 422);

/** Reads until the answer is whole. The rest of its connection is read beside, so that the next request can use it again. */
async function follow(response: Response, reader: AnswerReader, watchdog: Watchdog): Promise<void> {
  if (!response.body) return;
  const events = serverSentEvents(response.body as unknown as AsyncIterable<Uint8Array>);
  while (!reader.isWhole()) {
    const next = await events.next();
    if (next.done) return;
    reader.read(next.value);
    // Pings don't count: only what moves the answer on feeds the watchdog.
    if (next.value.event !== 'ping') watchdog.feed(reader.isBusy());
  }
  void drain(events, watchdog.abort);
}

async function drain(events: AsyncGenerator<ServerSentEvent, void>, abort: () => void): Promise<void> {
  const timer = setTimeout(abort, TAIL_MS);
  try {
    for (let next = await events.next(); !next.done; ) next = await events.next();
  } catch {
    // Whatever happens to the connection now, the answer is there.
  } finally {
    clearTimeout(timer);
  }
}

interface Watchdog {
  signal: AbortSignal;
  feed(busy: boolean): void;
  abort(): void;
  stalledAfter(): number | null;
  stop(): void;
}

function watch({ stallMs, afterSleepMs, onWake }: AnthropicOptions, signal: AbortSignal): Watchdog {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let stalledAfter: number | null = null;
  let armed = 0;
  let timer: NodeJS.Timeout | undefined;
  const arm = (ms: number): void => {
    if (timer !== undefined && armed === ms) {
      timer.refresh();
      return;
    }
    clearTimeout(timer);
    armed = ms;
    timer = setTimeout(() => {
      stalledAfter = ms;
      abort();
    }, ms);
  };
  arm(stallMs);
  const stopHearing = onWake(() => arm(Math.min(stallMs, afterSleepMs)));
  return {
    signal: controller.signal,
    feed: (busy) => arm(busy ? stallMs * 2 : stallMs),
    abort,
    stalledAfter: () => stalledAfter,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      stopHearing();
    },
  };
}

function failureOf(error: unknown, streaming: boolean): AppError {
  if (error instanceof EndlessAnswer || error instanceof EndlessEvent)
    return { code: 'model_bad_answer', message: 'The answer of the model does not end', why: error.message };
  // The SDK tells of its own failures; a body that breaks off tells as fetch does.
  if (!streaming || error instanceof APIError || error instanceof SyntaxError) return fromModel(error, Date.now());
  return brokenOff(error);
}

const stalled = (afterMs: number): AppError => ({
  code: 'model_stalled',
  message: 'The answer of the model stopped coming',
  why: `Nothing arrived for ${Math.round(afterMs / 1000)} s.`,
});
