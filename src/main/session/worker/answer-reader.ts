import { APIError } from '@anthropic-ai/sdk/core/error';
import type { AppError } from '../../../shared/errors.ts';
import type { RawBlock } from '../../../shared/events.ts';
import { isRecord } from '../../../shared/is-record.ts';
import type { Metered, Metering } from '../../../shared/usage.ts';
import { meteringOf, tokensByLength, tokensByTime } from '../../model-api/metering.ts';
import type { ModelAnswer, ModelListener } from './model.ts';
import type { ServerSentEvent } from './server-sent-events.ts';
import { isTooDeep, parseToolInput } from './tool-input.ts';

/** An answer is cut by the API at `max_tokens`. One that goes on for so many characters of each is no answer. */
const MOST_CHARACTERS_PER_TOKEN = 8;
const SLACK_CHARACTERS = 20_000;
/** What a block is counted as besides its text, so that a stream of empty ones ends, too. */
const BLOCK_CHARACTERS = 16;
/** A counter by which each token had more characters than this is none: mostly they have four. */
const MOST_CHARACTERS_TOLD = 20;
/** Lines longer than this are looked at before they are parsed. */
const LONG_LINE = 4000;

/** What gateways in front of other models pass on, in the API's words. */
const STOP_REASONS: Record<string, string> = {
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  stop: 'end_turn',
  length: 'max_tokens',
  content_filter: 'refusal',
};

export interface AnswerReader {
  read(event: ServerSentEvent): void;
  /** An answer that came in one piece: from a host that does not stream. */
  readWhole(message: unknown): void;
  /** All of it is there, whatever the connection does from now on. */
  isWhole(): boolean;
  /** A block that may stay silent for long is being written: thinking, or the input of a tool. */
  isBusy(): boolean;
  failure(error: AppError): Metered<never>;
  /** The answer after the end of its stream. */
  answer(requestId: string | null, times: { started: number; now: number }): Metered<ModelAnswer>;
}

/** Follows one stream: hands out deltas, joins blocks, and checks the whole at the end. Believes nothing of what comes. */
export function answerReader(
  listener: ModelListener,
  ticks: () => number,
  request: { maxTokens: number; inputTokens: number },
  headers: Headers,
): AnswerReader {
  const message: Record<string, unknown> = {};
  const delta: Record<string, unknown> = {};
  const usage: Record<string, unknown> = {};
  const blocks = new Map<number, { block: RawBlock; input: string }>();
  const busy = new Set<number>();
  let begun = false;
  let whole = false;
  /** The counter of the beginning says nothing of what comes after it. */
  let isTotal = false;
  let firstByteAt: number | null = null;
  let streamed = 0;
  /** Ms in which thinking or a tool's input was under way: much of it may not have been shown. */
  let unseenMs = 0;
  let heardAt = 0;

  const hearOf = (now: number): void => {
    if (busy.size > 0) unseenMs += now - heardAt;
    heardAt = now;
  };
  const addUsage = (reported: unknown): void => {
    if (!isRecord(reported)) return;
    for (const [name, value] of Object.entries(reported)) {
      // Totals only grow: gateways repeat a counter that they do not know as 0.
      if (value !== null) usage[name] = isSmaller(value, usage[name]) ? usage[name] : value;
    }
  };
  const count = (characters: number): void => {
    streamed += characters;
    if (streamed > request.maxTokens * MOST_CHARACTERS_PER_TOKEN + SLACK_CHARACTERS) throw new EndlessAnswer();
  };
  const emit = (kind: Parameters<ModelListener['onDelta']>[0], text: string): void => {
    count(text.length);
    listener.onDelta(kind, text);
  };
  const startBlock = (index: number, content: unknown): void => {
    if (!isRecord(content) || typeof content.type !== 'string') return;
    blocks.set(index, { block: { ...content, type: content.type }, input: '' });
    count(BLOCK_CHARACTERS);
    if (content.type === 'thinking' || content.type === 'tool_use') busy.add(index);
  };
  const addDelta = (index: number, part: unknown): void => {
    const begunBlock = blocks.get(index);
    if (!begunBlock || !isRecord(part)) return;
    const { block } = begunBlock;
    const add = (field: string, text: unknown): void => {
      if (typeof text === 'string') block[field] = `${typeof block[field] === 'string' ? block[field] : ''}${text}`;
    };
    switch (part.type) {
      case 'text_delta':
        add('text', part.text);
        if (typeof part.text === 'string') emit('text', part.text);
        return;
      case 'thinking_delta':
        add('thinking', part.thinking);
        if (typeof part.thinking === 'string') emit('reasoning', part.thinking);
        return;
      case 'signature_delta':
        if (typeof part.signature === 'string') block.signature = part.signature;
        return;
      case 'input_json_delta':
        if (typeof part.partial_json !== 'string') return;
        begunBlock.input += part.partial_json;
        emit('tool_input', part.partial_json);
        return;
      default:
    }
  };
  const metering = (): Metering => {
    const byLength = tokensByLength(streamed);
    const reported = meteringOf(usage, { input: request.inputTokens, output: byLength });
    const { output } = reported.usage;
    const isTrue = isTotal && output * MOST_CHARACTERS_TOLD >= streamed - BLOCK_CHARACTERS * blocks.size;
    if (isTrue || output >= byLength) return reported;
    return {
      ...reported,
      usage: { ...reported.usage, output: Math.min(byLength, request.maxTokens) },
      estimated: true,
    };
  };

  return {
    isWhole: () => whole,
    isBusy: () => busy.size > 0,
    read({ event, data }) {
      // A ping, too, says that it goes on.
      hearOf(ticks());
      if (event === 'ping') return;
      if (data.length > LONG_LINE && isTooDeep(data)) throw new SyntaxError('An event is nested too deeply.');
      const parsed: unknown = JSON.parse(data);
      if (!isRecord(parsed)) return;
      if (event === 'error' || parsed.type === 'error') {
        const error = isRecord(parsed.error) ? parsed.error : {};
        throw new APIError(
          undefined,
          parsed,
          undefined,
          headers,
          typeof error.type === 'string' ? (error.type as never) : null,
        );
      }
      firstByteAt ??= ticks();
      const index = typeof parsed.index === 'number' ? parsed.index : -1;
      switch (parsed.type) {
        case 'message_start':
          begun = true;
          if (isRecord(parsed.message)) {
            Object.assign(message, parsed.message);
            addUsage(parsed.message.usage);
          }
          return;
        case 'content_block_start':
          startBlock(index, parsed.content_block);
          return;
        case 'content_block_delta':
          addDelta(index, parsed.delta);
          return;
        case 'content_block_stop':
          busy.delete(index);
          return;
        case 'message_delta':
          if (isRecord(parsed.delta)) Object.assign(delta, withoutNulls(parsed.delta));
          addUsage(parsed.usage);
          isTotal ||= isRecord(parsed.usage) && typeof parsed.usage.output_tokens === 'number';
          return;
        case 'message_stop':
          whole = begun;
          return;
        default:
      }
    },
    readWhole(answer) {
      if (!isRecord(answer) || !Array.isArray(answer.content)) return;
      begun = true;
      firstByteAt ??= ticks();
      Object.assign(message, answer);
      addUsage(answer.usage);
      isTotal = true;
      for (const [index, content] of answer.content.entries()) {
        startBlock(index, content);
        count(JSON.stringify(content).length);
      }
      busy.clear();
      whole = true;
    },
    failure(error) {
      if (!begun) return { ok: false, error };
      const known = metering();
      // The counter of the beginning says nothing of what came after it.
      const output = Math.max(known.usage.output, tokensByLength(streamed), tokensByTime(unseenMs));
      // A stream that broke off cost no more than was sent and could come, whatever it said.
      return { ok: false, error, ...known, usage: atMost({ ...known.usage, output }, request) };
    },
    answer(requestId, { started, now }) {
      const said = delta.stop_reason ?? message.stop_reason;
      // The stream ended as it should, and the end of the message was told: only its last word is missing.
      if (!begun || (!whole && (typeof said !== 'string' || busy.size > 0)))
        return this.failure({ code: 'model_unreachable', message: 'The answer of the model ended early' });
      const stopReason = typeof said === 'string' ? (STOP_REASONS[said] ?? said) : 'none';
      let content: RawBlock[];
      try {
        content = [...blocks]
          .sort(([a], [b]) => a - b)
          .map(([, { block, input }]) => plainBlock(block, stopReason, input));
      } catch (error) {
        return {
          ok: false,
          ...metering(),
          error: {
            code: 'model_bad_answer',
            message: 'The answer of the model holds a tool call that is not JSON',
            why: error instanceof Error ? error.message : String(error),
          },
        };
      }
      const details = firstRecord(delta.stop_details, message.stop_details);
      const diagnostics = firstRecord(delta.diagnostics, message.diagnostics);
      const missed = firstRecord(diagnostics.cache_miss_reason).type;
      const changed = delta.input_transformations ?? message.input_transformations;
      const value: ModelAnswer = {
        messageId: textOr(message.id, 'unknown'),
        requestId,
        model: textOr(message.model, 'unknown'),
        stopReason,
        stopCategory: textOr(details.category, null),
        stopExplanation: textOr(details.explanation, null),
        content,
        ...metering(),
        cacheMiss: textOr(missed, null),
        transformations: Array.isArray(changed) ? changed.length : 0,
        firstByteMs: Math.round((firstByteAt ?? now) - started),
        ms: Math.round(now - started),
      };
      return { ok: true, value };
    },
  };
}

/** It went on beyond what was asked for. */
export class EndlessAnswer extends Error {
  constructor() {
    super('It went on far beyond the length that was asked for.');
  }
}

/**
 * A block as plain data. Its tool input is what arrived of it, parsed strictly; an answer cut off at max_tokens is thrown
 * away as a whole, so its half input is left out.
 */
function plainBlock(block: RawBlock, stopReason: string, input: string): RawBlock {
  if (block.type !== 'tool_use' || input.trim() === '' || stopReason === 'max_tokens') return block;
  return { ...block, input: parseToolInput(input) };
}

function atMost(
  usage: Metering['usage'],
  { maxTokens, inputTokens }: { maxTokens: number; inputTokens: number },
): Metering['usage'] {
  const output = Math.min(usage.output, maxTokens);
  const prompt = usage.fresh + usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheRead;
  const thinking = Math.min(usage.thinking, output);
  if (prompt <= inputTokens) return { ...usage, output, thinking };
  return { fresh: 0, cacheWrite5m: inputTokens, cacheWrite1h: 0, cacheRead: 0, output, thinking };
}

const isSmaller = (value: unknown, known: unknown): boolean =>
  typeof value === 'number' && typeof known === 'number' && value >= 0 && value < known;
const withoutNulls = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
const firstRecord = (...values: unknown[]): Record<string, unknown> => values.find(isRecord) ?? {};
const textOr = <T>(value: unknown, other: T): string | T => (typeof value === 'string' ? value : other);
