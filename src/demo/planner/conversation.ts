import { checkAmong } from '../../shared/prompt-marks.ts';
import type { Message, Prompt } from '../model/request.ts';
import type { CallAnswer } from './skill.ts';

export interface CallMade {
  id: string;
  name: string;
  input: Record<string, unknown>;
}
/** One answer with tool calls, and what came back, in the order of the calls. */
export interface Exchange {
  calls: CallMade[];
  answers: CallAnswer[];
}
/** From one message of a person (or of the app) to the next. */
export interface Turn {
  /** Text blocks of the message that began it. */
  blocks: string[];
  exchanges: Exchange[];
  /** True once a `finish` call was accepted. */
  finished: boolean;
}

const textOf = (content: string | readonly { type: string }[] | undefined): string => {
  if (content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.map((block) => ('text' in block && typeof block.text === 'string' ? block.text : '')).join('\n');
};

/** Reads the turns back out of a conversation; it is all that the planner knows. */
export function turnsOf(prompt: Prompt): Turn[] {
  const turns: Turn[] = [];
  let lastHadCalls = false;
  for (const message of prompt.messages) {
    const turn = turns.at(-1);
    if (message.role === 'assistant') {
      lastHadCalls = noteCalls(message, turn);
      continue;
    }
    for (const block of message.content) {
      if (block.type !== 'tool_result') continue;
      noteAnswer(turn, block.tool_use_id, { ok: block.is_error !== true, content: textOf(block.content) });
    }
    const texts = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
    if (message.role !== 'user' || texts.length === 0) continue;
    // A text after an answer without tool calls is a nudge to go on; any other text begins something new.
    const isNudge = turn !== undefined && !turn.finished && !lastHadCalls;
    if (!isNudge) turns.push({ blocks: texts, exchanges: [], finished: false });
  }
  return turns;
}

function noteCalls(message: Message, turn: Turn | undefined): boolean {
  const calls = message.content.flatMap((block) => (block.type === 'tool_use' ? [block] : []));
  if (calls.length === 0) return false;
  turn?.exchanges.push({ calls, answers: [] });
  return true;
}

function noteAnswer(turn: Turn | undefined, id: string, answer: CallAnswer): void {
  const exchange = turn?.exchanges.findLast(({ calls }) => calls.some((call) => call.id === id));
  const index = exchange?.calls.findIndex((call) => call.id === id) ?? -1;
  if (!turn || !exchange || index === -1) return;
  exchange.answers[index] = answer;
  if (exchange.calls[index]?.name === 'finish' && answer.ok) turn.finished = true;
}

/** Paths that earlier turns wrote, moved to or edited, newest first. */
export function touchedIn(turns: readonly Turn[]): string[] {
  const paths = turns
    .flatMap((turn) => turn.exchanges.flatMap((exchange) => exchange.calls))
    .filter((call) => ['write_file', 'edit_file', 'move_file'].includes(call.name))
    .map((call) => call.input.to ?? call.input.to_path ?? call.input.path)
    .filter((path) => typeof path === 'string');
  return [...new Set(paths.reverse())];
}

/** The check command among the facts of the conversation's first message. */
export const checkIn = (turns: readonly Turn[]): string | null =>
  checkAmong(turns[0]?.blocks.slice(1).join('\n') ?? '');
