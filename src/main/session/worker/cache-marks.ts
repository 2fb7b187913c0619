import type { RawBlock } from '../../../shared/events.ts';
import type { Message } from './model.ts';

/** Five minutes: each step renews what it reads, and an hour's entry would cost twice the input price. */
export const CACHE_MARK = { type: 'ephemeral' } as const;

/**
 * The conversation with three of the four cache breakpoints that a request may hold (the fourth ends the system prompt):
 * - the instruction: the first block of the first message, the same for all runs of a job;
 * - the end of the last user message: what the next step will read;
 * - the end of the user message before it: what the previous step wrote. The API looks back only 20 blocks from a
 *   breakpoint, and one answer with many parallel calls is longer than that.
 * The messages given are not changed.
 */
export function withCacheMarks(messages: readonly Message[]): Message[] {
  const marked = [...messages];
  const users = messages.flatMap((message, index) =>
    message.role === 'user' && message.content.length > 0 ? [index] : [],
  );
  const first = users[0];
  if (first !== undefined) mark(marked, first, 0);
  for (const index of users.slice(-2)) mark(marked, index, messages[index]?.content.findLastIndex(takesMark) ?? -1);
  return marked;
}

/** The API refuses a mark on nothing. */
const takesMark = (block: RawBlock): boolean =>
  block.type !== 'tool_result' || typeof block.content !== 'string' || block.content !== '';

function mark(messages: Message[], index: number, block: number): void {
  const message = messages[index];
  if (!message) return;
  const content = message.content.map((item, at) => (at === block ? { ...item, cache_control: CACHE_MARK } : item));
  messages[index] = { ...message, content };
}
