import type { RawBlock } from '../../../shared/events.ts';
import type { ToolCallId } from '../../../shared/ids.ts';
import { isRecord } from '../../../shared/is-record.ts';

/** More calls than this in one answer are not made: a person's patience and the event log have an end. */
export const MOST_CALLS = 64;

export interface Call {
  id: ToolCallId;
  /** The id that the model gave it, where that could not be sent back. */
  given: string;
  name: string;
  input: unknown;
}

/** An answer as the API takes it back, and the calls in it. */
export interface Sendable {
  content: RawBlock[];
  calls: Call[];
  /** Calls beyond those that are made. */
  tooMany: number;
}

/**
 * What of an answer may be sent back. The API refuses for ever a thread that holds an empty text, a tool's input that is no
 * object, an id twice or with odd characters, half a character, or thinking at the end of an answer; and models behind
 * gateways answer with all of these. Thinking stays exactly as it came, or is left out.
 * @param seen ids of the thread's calls so far; those of this answer are added
 * @param unwelcome types of blocks that the host has refused before
 */
export function sendable(content: readonly RawBlock[], seen: Set<string>, unwelcome: readonly string[] = []): Sendable {
  const calls: Call[] = [];
  let tooMany = 0;
  const kept = content.flatMap((block): RawBlock[] => {
    if (unwelcome.includes(block.type)) return [];
    switch (block.type) {
      case 'text':
        return typeof block.text === 'string' && block.text.trim() !== '' ? [wellFormed(block)] : [];
      case 'thinking':
        return isText(block.signature) && typeof block.thinking === 'string' && isWellFormed(block) ? [block] : [];
      case 'redacted_thinking':
        return isText(block.data) ? [block] : [];
      case 'tool_use': {
        if (calls.length >= MOST_CALLS) {
          tooMany += 1;
          return [];
        }
        const call = callOf(block, seen);
        calls.push(call);
        const input = isRecord(call.input) ? call.input : {};
        return [wellFormed({ ...block, id: call.id, name: nameOf(call.name), input })];
      }
      default:
        return [wellFormed(block)];
    }
  });
  while (isThinking(kept.at(-1))) kept.pop();
  return { content: kept, calls, tooMany };
}

/** Does an answer say or do anything that can be sent back? */
export function saysNothing(content: readonly RawBlock[]): boolean {
  return sendable(content, new Set()).content.every(isThinking);
}

export const hasCalls = (content: readonly RawBlock[]): boolean => content.some(({ type }) => type === 'tool_use');

export const withoutThinking = (content: readonly RawBlock[]): RawBlock[] =>
  content.filter((block) => !isThinking(block));

/** A user's or the app's own words, as the API takes them. */
export function sendableTexts(content: readonly RawBlock[]): RawBlock[] {
  const kept = content.filter(
    (block) => block.type !== 'text' || (typeof block.text === 'string' && block.text.trim() !== ''),
  );
  return kept.length > 0 ? kept.map(wellFormed) : [{ type: 'text', text: 'Go on.' }];
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isThinking = (block: RawBlock | undefined): boolean =>
  block?.type === 'thinking' || block?.type === 'redacted_thinking';

function callOf(block: RawBlock, seen: Set<string>): Call {
  const given = typeof block.id === 'string' ? block.id : '';
  const plain = given.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 100) || 'call';
  let id = plain;
  for (let count = 2; seen.has(id); count += 1) id = `${plain}_${count}`;
  seen.add(id);
  return {
    id: id as ToolCallId,
    given,
    name: typeof block.name === 'string' ? block.name : '',
    input: inputOf(block.input),
  };
}

const nameOf = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 128) || 'unnamed';

/** Some gateways hand the input on as the text that it came in. */
function inputOf(input: unknown): unknown {
  if (typeof input !== 'string' || !input.trimStart().startsWith('{')) return input;
  try {
    const parsed: unknown = JSON.parse(input);
    return isRecord(parsed) ? parsed : input;
  } catch {
    return input;
  }
}

/** JSON writes half a character as an escape, and leaves every whole one as it is. */
const isWellFormed = (value: unknown): boolean => !/\\ud[89a-f]/i.test(JSON.stringify(value));
const wellFormed = <T>(value: T): T => (isWellFormed(value) ? value : (mended(value) as T));

function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(mended);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name.toWellFormed(), mended(part)]));
}
