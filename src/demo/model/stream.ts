import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContentBlock, Message, RawMessageStreamEvent, Usage } from '@anthropic-ai/sdk/resources/messages';
import type { BuiltAnswer } from './answer.ts';
import type { Fault } from './faults.ts';

/** How fast an answer is written, in ms. Zero: as fast as it goes. */
export interface Pace {
  firstByteMs: number;
  chunkMs: number;
}

type Event = RawMessageStreamEvent | { type: 'ping' };

/** A text in pieces of about `size` characters, cut after a space where there is one. */
function pieces(text: string, size: number): string[] {
  const result: string[] = [];
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(' ', at + size);
    const end = space !== -1 && space < at + 2 * size ? space + 1 : Math.min(text.length, at + size);
    result.push(text.slice(at, end));
    at = end;
  }
  return result;
}

function blockEvents(block: ContentBlock, index: number, size: number): Event[] {
  const stop: Event = { type: 'content_block_stop', index };
  if (block.type === 'thinking') {
    const start: Event = {
      type: 'content_block_start',
      index,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    };
    const words = pieces(block.thinking, size).map(
      (thinking): Event => ({ type: 'content_block_delta', index, delta: { type: 'thinking_delta', thinking } }),
    );
    const { signature } = block;
    const sign: Event = { type: 'content_block_delta', index, delta: { type: 'signature_delta', signature } };
    return [start, ...words, sign, stop];
  }
  if (block.type === 'text') {
    const start: Event = {
      type: 'content_block_start',
      index,
      content_block: { type: 'text', text: '', citations: null },
    };
    const words = pieces(block.text, size).map(
      (text): Event => ({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } }),
    );
    return [start, ...words, stop];
  }
  if (block.type !== 'tool_use') return [{ type: 'content_block_start', index, content_block: block }, stop];
  const start: Event = { type: 'content_block_start', index, content_block: { ...block, input: {} } };
  const parts = ['', ...pieces(JSON.stringify(block.input), size * 2)].map(
    (partial_json): Event => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'input_json_delta', partial_json },
    }),
  );
  return [start, ...parts, stop];
}

const deltaUsage = (usage: Usage) => ({
  input_tokens: usage.input_tokens,
  cache_creation_input_tokens: usage.cache_creation_input_tokens,
  cache_read_input_tokens: usage.cache_read_input_tokens,
  output_tokens: usage.output_tokens,
  output_tokens_details: usage.output_tokens_details,
  server_tool_use: null,
});

/** A gateway may tell anything of what an answer used, or nothing: that goes out as it is. */
const isReported = (usage: Usage | null | undefined): boolean => Number.isSafeInteger(usage?.output_tokens);

/** The stream's events before the end of the last block's first half, and those after. */
export function eventsOf({ message, cut }: BuiltAnswer, size: number): { first: Event[]; rest: Event[] } {
  const start: Message = {
    ...message,
    content: [],
    stop_reason: null,
    stop_details: null,
    usage: isReported(message.usage)
      ? { ...message.usage, output_tokens: 1, output_tokens_details: null }
      : message.usage,
  };
  const blocks = message.content.map((block, index) => blockEvents(block, index, size));
  const last = blocks.at(-1) ?? [];
  // A cut block still gets its stop event: that is how a cut tool call reaches a client that does not look.
  const half = Math.max(1, Math.ceil((last.length - 1) / 2));
  const end: Event[] = [
    {
      type: 'message_delta',
      delta: {
        stop_reason: message.stop_reason,
        stop_sequence: null,
        stop_details: message.stop_details,
        container: null,
        diagnostics: null,
      } as Extract<RawMessageStreamEvent, { type: 'message_delta' }>['delta'],
      usage: isReported(message.usage) ? deltaUsage(message.usage) : message.usage,
    },
    { type: 'message_stop' },
  ];
  const opening: Event[] = [{ type: 'message_start', message: start }, { type: 'ping' }];
  return {
    first: [...opening, ...blocks.slice(0, -1).flat(), ...last.slice(0, half)],
    rest: [...(cut ? last.slice(-1) : last.slice(half)), ...end],
  };
}

const frame = (event: { type: string }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
/** Often enough that a client which only counts bytes believes the stream to be alive. */
const PING_MS = 50;

/**
 * Writes an answer as server-sent events, with the wire's fault if there is one. Resolves when the last byte is out or
 * the client has gone.
 */
export async function writeStream(
  response: ServerResponse,
  answer: BuiltAnswer,
  pace: Pace,
  fault: Fault | null,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const pause = (ms: number) => wait(ms, undefined, { signal: gone.signal }).catch(() => undefined);
  const { first, rest } = eventsOf(answer, pace.chunkMs > 0 ? 24 : 240);
  const send = async (events: Event[]): Promise<void> => {
    if (pace.chunkMs === 0) {
      response.write(events.map(frame).join(''));
      return;
    }
    for (const event of events) {
      if (gone.signal.aborted) return;
      response.write(frame(event));
      if (event.type === 'content_block_delta') await pause(pace.chunkMs);
    }
  };
  await send(first);
  switch (fault?.kind) {
    case 'error_event':
      response.write(
        frame({
          type: 'error',
          error: { type: fault.type ?? 'overloaded_error', message: fault.message ?? 'Overloaded' },
        } as { type: string }),
      );
      break;
    case 'reset':
      // Destroying at once would throw away what was written: the client must see the first half.
      await new Promise((resolve) => response.write(':\n\n', resolve));
      await pause(20);
      response.destroy();
      return;
    case 'stall': {
      const beat = fault.pings ? setInterval(() => response.write(frame({ type: 'ping' })), PING_MS) : null;
      await new Promise((resolve) => gone.signal.addEventListener('abort', resolve));
      if (beat) clearInterval(beat);
      return;
    }
    case 'end_of_stream':
      await send(rest.slice(0, -1));
      break;
    case 'bad_tool_json': {
      const index = answer.message.content.length - 1;
      const broken: Event = {
        type: 'content_block_delta',
        index,
        delta: { type: 'input_json_delta', partial_json: '}}"oops' },
      };
      await send([broken, ...rest.slice(-3)]);
      break;
    }
    default:
      await send(rest);
  }
  response.end();
}
