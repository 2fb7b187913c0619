import type { RawBlock, RunEvent, RunEventBody, SessionEvent } from '../../../shared/events.ts';
import { FinishReport } from '../../../shared/finish.ts';
import type { ToolCallId, TurnId } from '../../../shared/ids.ts';
import { promptTokens, type Usage } from '../../../shared/usage.ts';
import type { Message } from './model.ts';
import { usualCall } from './tools/usual-names.ts';

/** One tool call of the last answer, until all calls of that answer have their results. */
export interface OpenCall {
  id: ToolCallId;
  name: string;
  input: unknown;
  /** `tool_started` was saved: it may have had its effect. */
  started: boolean;
  /** It was started by an earlier session, which died before it could tell how it went. */
  interrupted: boolean;
  result: { ok: boolean; content: string } | null;
}

/**
 * What the loop knows, as the fold of the run's events and of nothing else: a live session and one rebuilt after a crash
 * hold the same. Messages are only ever appended.
 */
export interface Conversation {
  messages: Message[];
  turnId: TurnId | null;
  /** The turn's end, once it has one. */
  finished: Extract<SessionEvent, { kind: 'turn_finished' }> | null;
  /** Steps of the whole thread. */
  steps: number;
  calls: OpenCall[];
  /** Why the model stopped last, until something follows it. */
  stopReason: string | null;
  /** The last answer did not enter the conversation. */
  discarded: boolean;
  /** Answers cut off at max_tokens in a row. */
  cuts: number;
  nudged: boolean;
  report: FinishReport | null;
  /** Prompt tokens of the longest request so far. */
  largestPrompt: number;
  /** The last count of the API: the first so many messages are at most so many tokens, system prompt and tools included. */
  measured: { messages: number; tokens: number } | null;
}

/** A result for a call that had started when its session died: never a second try without a look. */
export const INTERRUPTED =
  'Interrupted: the app stopped while this ran, so its effect is unknown. Check the state before you repeat it.';
const NOT_RUN = 'Not run: the turn ended before this call.';

export const newConversation = (): Conversation => ({
  messages: [],
  turnId: null,
  finished: null,
  steps: 0,
  calls: [],
  stopReason: null,
  discarded: false,
  cuts: 0,
  nudged: false,
  report: null,
  largestPrompt: 0,
  measured: null,
});

/** Another model may cut the same text into more tokens: 1.3 times as many between two generations. */
const FOREIGN_TOKENS = 1.5;

/**
 * The conversation that earlier sessions have left in the run's log. Thinking is bound to the account, the model and the
 * prompt that it came from: the API refuses it under another one, so after such a change it is left out. All else stays
 * the same bytes, also when a later session rebuilds it again.
 * @param binding what the thinking of the present session holds for
 */
export function rebuildConversation(history: readonly RunEvent[], binding: string): Conversation {
  const conversation = newConversation();
  for (const { body } of history) {
    const foreign = body.kind === 'step_completed' && body.binding !== binding;
    const before = conversation.measured;
    applyToConversation(conversation, foreign ? { ...body, content: withoutThinking(body.content) } : body);
    const { measured } = conversation;
    if (foreign && measured && measured !== before) measured.tokens = Math.ceil(measured.tokens * FOREIGN_TOKENS);
  }
  for (const call of conversation.calls) call.interrupted = call.started && call.result === null;
  return conversation;
}

/** Takes one saved event in; `conversation` is changed in place. Events of main's own flow mean nothing here. */
export function applyToConversation(conversation: Conversation, body: RunEventBody): void {
  switch (body.kind) {
    case 'turn_started':
      closeCalls(conversation);
      append(conversation, 'user', body.content);
      Object.assign(conversation, { turnId: body.turnId, finished: null, nudged: false, report: null, cuts: 0 });
      return;
    case 'message_added':
      append(conversation, body.role, body.content);
      conversation.nudged = true;
      return;
    case 'step_completed':
      applyStep(conversation, body);
      return;
    case 'tool_started':
      for (const call of conversation.calls) if (call.id === body.toolCallId) call.started = true;
      return;
    case 'tool_finished':
      applyResult(conversation, body);
      return;
    case 'turn_finished':
      conversation.finished = body;
      // A failed or stopped turn may be taken up again: what failed is then asked for once more.
      if (conversation.discarded) conversation.stopReason = null;
      conversation.cuts = 0;
      return;
    default:
  }
}

function applyStep(conversation: Conversation, body: Extract<SessionEvent, { kind: 'step_completed' }>): void {
  conversation.steps = body.step;
  const measured = measure(conversation, body.usage);
  conversation.stopReason = body.stopReason;
  conversation.discarded = body.discarded;
  if (body.discarded) {
    if (body.stopReason === 'max_tokens') conversation.cuts += 1;
    return;
  }
  conversation.cuts = 0;
  const content = sendable(body.content);
  if (content.length > 0) {
    conversation.messages.push({ role: 'assistant', content });
    if (measured)
      Object.assign(measured, { messages: measured.messages + 1, tokens: measured.tokens + body.usage.output });
  }
  conversation.calls = callsOf(body.content).map(({ id, name, input }) => ({
    id,
    name,
    input,
    started: false,
    interrupted: false,
    result: null,
  }));
}

/**
 * Takes over what the API has counted, unless that is no count of the whole: none at all, or a smaller one than before,
 * because it has cleared old results for once. The next prompt may hold them again.
 */
function measure(conversation: Conversation, usage: Usage): Conversation['measured'] {
  const tokens = promptTokens(usage);
  if (tokens === 0 || tokens < conversation.largestPrompt) return null;
  conversation.largestPrompt = tokens;
  conversation.measured = { messages: conversation.messages.length, tokens };
  return conversation.measured;
}

function applyResult(conversation: Conversation, body: Extract<SessionEvent, { kind: 'tool_finished' }>): void {
  const call = conversation.calls.find(({ id, result }) => id === body.toolCallId && result === null);
  if (!call) return;
  call.result = { ok: body.ok, content: body.content };
  const { name, input } = usualCall(call.name, call.input);
  if (name === 'finish' && body.ok) conversation.report = reportOf(input);
  if (conversation.calls.every(({ result }) => result !== null)) closeCalls(conversation);
}

/** The tool has checked the input; what the model left out of it is empty. */
const reportOf = (input: unknown): FinishReport | null =>
  FinishReport.safeParse({ ...EMPTY_REPORT, ...(input as object) }).data ?? null;
const EMPTY_REPORT = { changes: [], risk: 'low', reviewerNotes: [], followUps: [] };

/** All results of one answer go into one user message, in the order of the calls. */
function closeCalls(conversation: Conversation): void {
  if (conversation.calls.length === 0) return;
  const results = conversation.calls.map(({ id, started, result }): RawBlock => {
    const { ok, content } = result ?? { ok: false, content: started ? INTERRUPTED : NOT_RUN };
    return { type: 'tool_result', tool_use_id: id, content, ...(ok ? {} : { is_error: true }) };
  });
  conversation.calls = [];
  append(conversation, 'user', results);
}

function append(conversation: Conversation, role: 'user' | 'system', content: RawBlock[]): void {
  conversation.messages.push({ role, content });
  conversation.stopReason = null;
  conversation.discarded = false;
}

const withoutThinking = (content: readonly RawBlock[]): RawBlock[] =>
  content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');

/** The API answers with empty texts at times, but refuses to take them back. */
const sendable = (content: readonly RawBlock[]): RawBlock[] =>
  content.filter((block) => block.type !== 'text' || block.text !== '');

/** The tool calls of an answer. */
export function callsOf(content: readonly RawBlock[]): { id: ToolCallId; name: string; input: unknown }[] {
  return content.flatMap((block) =>
    block.type === 'tool_use'
      ? [{ id: String(block.id) as ToolCallId, name: String(block.name), input: block.input }]
      : [],
  );
}
