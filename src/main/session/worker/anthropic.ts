import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { APIError } from '@anthropic-ai/sdk/core/error';
import {
  type Message as ApiMessage,
  type MessageCreateParamsBase,
  type MessageStreamEvent,
  Messages,
} from '@anthropic-ai/sdk/resources/messages';
import type { AppError } from '../../../shared/errors.ts';
import type { RawBlock } from '../../../shared/events.ts';
import type { Effort } from '../../../shared/models.ts';
import type { RequestCapabilities } from '../../../shared/request-capabilities.ts';
import type { Metered, Usage } from '../../../shared/usage.ts';
import { fromModel, rateLimitsOf, usageOf } from '../../model-api/from-model.ts';
import { CACHE_MARK, withCacheMarks } from './cache-marks.ts';
import type { Model, ModelAnswer, ModelListener, ModelRequest } from './model.ts';

export interface AnthropicOptions {
  apiKey: string;
  anthropicUrl: string;
  model: string;
  effort: Effort;
  /** What this host takes for this model. */
  capabilities: RequestCapabilities;
  system: string;
  tools: readonly { name: string; description: string; input_schema: object }[];
  /** Ms without anything real from the stream before it counts as stalled. */
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
  // The plain client and one resource: the full one would load every resource of the API into each session process.
  const client = new BaseAnthropic({
    apiKey: options.apiKey,
    baseURL: options.anthropicUrl,
    maxRetries: 0,
    // The SDK's own time-out ends at the response's headers; the watchdog below covers both.
    timeout: options.stallMs * 2,
    logLevel: 'off',
    openTelemetry: false,
  });
  const messages = new Messages(client);
  return async (request, listener, signal) => {
    const started = options.ticks();
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    let stalledAfter: number | null = null;
    const watch = (ms: number) =>
      setTimeout(() => {
        stalledAfter = ms;
        abort();
      }, ms);
    let watchdog = watch(options.stallMs);
    const stopHearing = options.onWake(() => {
      if (reader.whole !== null) return;
      clearTimeout(watchdog);
      watchdog = watch(Math.min(options.stallMs, options.afterSleepMs));
    });
    const reader = answerReader(listener, options.ticks);
    const stream = messages.stream(bodyOf(options, request), {
      signal: controller.signal,
      ...(request.clearOldResults ? { headers: { 'anthropic-beta': CONTEXT_EDITING } } : {}),
    });
    stream.on('connect', () => listener.onRateLimits(rateLimitsOf(stream.response?.headers)));
    // Pings don't come through here: only what moves the answer on feeds the watchdog.
    stream.on('streamEvent', (event, soFar) => {
      clearTimeout(watchdog);
      watchdog = watch(options.stallMs);
      reader.read(event, soFar);
    });
    const whole = Promise.withResolvers<void>();
    stream.on('message', (message) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, TAIL_MS);
      reader.whole = message;
      whole.resolve();
    });
    const done = stream.done().finally(() => {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abort);
      stopHearing();
    });
    try {
      // A whole answer need not wait for the end of its connection.
      await Promise.race([done, whole.promise]);
    } catch (error) {
      if (error instanceof APIError && error.headers) listener.onRateLimits(rateLimitsOf(error.headers));
      return reader.failure(stalledAfter === null ? fromModel(error, Date.now()) : stalled(stalledAfter));
    }
    return reader.answer(stream.request_id ?? null, started);
  };
}

const stalled = (afterMs: number): AppError => ({
  code: 'model_stalled',
  message: 'The answer of the model stopped coming',
  why: `Nothing arrived for ${Math.round(afterMs / 1000)} s.`,
});

/** Of an answer that breaks off the API counts the output only at its end: until then its length tells. */
const OUTPUT_CHARS_PER_TOKEN = 3;

/** Follows one stream: hands out deltas, keeps the text of tool inputs, and checks the whole at the end. */
function answerReader(listener: ModelListener, ticks: () => number) {
  const inputs = new Map<number, string>();
  const begun = new Map<number, ApiMessage['content'][number]>();
  let firstByteAt: number | null = null;
  let partial: Pick<ApiMessage, 'usage'> | null = null;
  let streamed = 0;
  const hear = (kind: Parameters<ModelListener['onDelta']>[0], text: string) => {
    streamed += text.length;
    listener.onDelta(kind, text);
  };
  const usageSoFar = (): Usage | undefined => {
    if (!partial) return undefined;
    const told = usageOf(partial);
    return { ...told, output: Math.max(told.output, Math.ceil(streamed / OUTPUT_CHARS_PER_TOKEN)) };
  };
  return {
    whole: null as ApiMessage | null,
    read(event: MessageStreamEvent, soFar: ApiMessage): void {
      firstByteAt ??= ticks();
      partial = soFar;
      if (event.type === 'content_block_start') begun.set(event.index, event.content_block);
      if (event.type !== 'content_block_delta') return;
      const { delta, index } = event;
      if (delta.type === 'text_delta') hear('text', delta.text);
      if (delta.type === 'thinking_delta') hear('reasoning', delta.thinking);
      if (delta.type === 'input_json_delta') {
        inputs.set(index, (inputs.get(index) ?? '') + delta.partial_json);
        // Kept from the SDK: at the first one that is not JSON it would leave the stream before the API has said the cost.
        const block = begun.get(index);
        if (block) soFar.content[index] = { ...block };
        hear('tool_input', delta.partial_json);
      }
    },
    /** What came before the end of the stream is paid for: its prompt for certain, its output as far as it got. */
    failure(error: AppError): Metered<never> {
      const usage = usageSoFar();
      return { ok: false, error, ...(usage ? { usage } : {}) };
    },
    answer(requestId: string | null, started: number): Metered<ModelAnswer> {
      const message = this.whole;
      if (!message) return this.failure({ code: 'model_unreachable', message: 'The answer of the model ended early' });
      const stopReason = message.stop_reason ?? 'none';
      let content: RawBlock[];
      try {
        content = message.content.map((block, index) => plainBlock(block, stopReason, inputs.get(index)));
      } catch (error) {
        return this.failure({
          code: 'model_bad_answer',
          message: 'The answer of the model holds a tool call that is not JSON',
          why: error instanceof Error ? error.message : String(error),
        });
      }
      const now = ticks();
      const value: ModelAnswer = {
        messageId: message.id,
        requestId,
        model: message.model,
        stopReason,
        stopCategory: message.stop_details?.category ?? null,
        content,
        usage: usageOf(message),
        firstByteMs: Math.round((firstByteAt ?? now) - started),
        ms: Math.round(now - started),
      };
      return { ok: true, value };
    },
  };
}

/**
 * A block as plain data. Its tool input is what arrived of it, parsed strictly; an answer cut off at max_tokens is thrown
 * away as a whole, so its half input is left out.
 */
function plainBlock(block: ApiMessage['content'][number], stopReason: string, inputText: string | undefined): RawBlock {
  const input = inputText?.trim() && stopReason !== 'max_tokens' ? { input: JSON.parse(inputText) as unknown } : {};
  return { ...(JSON.parse(JSON.stringify(block)) as RawBlock), ...input };
}

const CONTEXT_EDITING = 'context-management-2025-06-27';

function bodyOf(options: AnthropicOptions, request: ModelRequest): MessageCreateParamsBase {
  const { capabilities } = options;
  const body = {
    model: options.model,
    max_tokens: request.maxTokens,
    system: [{ type: 'text', text: options.system, cache_control: CACHE_MARK }],
    tools: options.tools,
    messages: withCacheMarks(request.messages),
    // Without summaries the text between tool calls is empty, and a live view looks dead.
    ...(capabilities.thinking ? { thinking: { type: 'adaptive', display: 'summarized' } } : {}),
    ...(capabilities.effort ? { output_config: { effort: options.effort } } : {}),
    ...(request.clearOldResults ? { context_management: CLEARING } : {}),
  };
  // Blocks go back exactly as they came, also those of types that this version of the SDK does not know.
  return body as unknown as MessageCreateParamsBase;
}

/** Done by the API on its side, so that the conversation that we hold and send stays append-only. */
const CLEARING = {
  edits: [
    {
      type: 'clear_tool_uses_20250919',
      trigger: { type: 'input_tokens', value: 400_000 },
      keep: { type: 'tool_uses', value: 40 },
      clear_at_least: { type: 'input_tokens', value: 100_000 },
    },
  ],
};
