import type { Adjustment, RawBlock, RunEvent, RunEventBody, SessionEvent } from '../../../shared/events.ts';
import { FinishReport } from '../../../shared/finish.ts';
import type { TurnId } from '../../../shared/ids.ts';
import type { Effort } from '../../../shared/models.ts';
import { INTERRUPTED_MARK } from '../../../shared/prompt-marks.ts';
import { promptTokens, type Usage } from '../../../shared/usage.ts';
import type { Message } from './model.ts';
import { type Call, MOST_CALLS, sendable, sendableTexts, withoutThinking } from './sendable.ts';
import { usualCall } from './tools/usual-names.ts';

/** One tool call of the last answer, until all calls of that answer have their results. */
export interface OpenCall extends Call {
  /** `tool_started` was saved: it may have had its effect. */
  started: boolean;
  /** It was started by an earlier session, which died before it could tell how it went. */
  interrupted: boolean;
  result: { ok: boolean; content: string } | null;
}

/**
 * What the loop knows, as the fold of the run's events and of nothing else: a live session and one rebuilt after a crash
 * hold the same. Messages are only ever appended; only a refusal of the API changes those that there are.
 */
export interface Conversation {
  messages: Message[];
  turnId: TurnId | null;
  /** The turn's end, once it has one. */
  finished: Extract<SessionEvent, { kind: 'turn_finished' }> | null;
  /** Steps of the whole thread. */
  steps: number;
  calls: OpenCall[];
  /** Calls of the last answer that were too many to be made. */
  tooMany: number;
  /** Ids of all calls: no two of a thread may have the same. */
  callIds: Set<string>;
  /** Why the model stopped last, until something follows it. */
  stopReason: string | null;
  /** The last answer did not enter the conversation. */
  discarded: boolean;
  /** Answers cut off at max_tokens in a row, and how long the last of them had become. */
  cuts: number;
  cutAt: number;
  /** It was told to answer in smaller parts, since an answer came through. */
  askedForLess: boolean;
  /** How often in a row it was told to go on or to finish. */
  nudges: number;
  report: FinishReport | null;
  /** Paths that its tools have changed. */
  edited: Set<string>;
  /** Commands that it has run since it last changed a file. */
  ranSinceEdit: string[];
  /** How hard the model works, from which message on; nothing in logs of earlier versions. */
  efforts: { at: number; effort: Effort }[];
  left: { foreignThinking: boolean; stripped: boolean; fields: string[]; blocks: string[] };
  /** The largest output that the host has said to allow, once it has. */
  mostTokens: number | null;
  lastMessageId: string | null;
  /** The model that the last answer names. */
  answeredBy: string | null;
  /** Prompt tokens of the longest request so far. */
  largestPrompt: number;
  /** The last count of the API: the first so many messages are at most so many tokens, system prompt and tools included. */
  measured: { messages: number; tokens: number } | null;
}

/** A result for a call that had started when its session died: never a second try without a look. */
export const INTERRUPTED = `${INTERRUPTED_MARK} The app stopped while this ran, so its effect is unknown. Check the state before you repeat it.`;
const NOT_RUN = 'Not run: the turn ended before this call.';

export const newConversation = (): Conversation => ({
  ...{ messages: [], turnId: null, finished: null, steps: 0 },
  ...{ calls: [], tooMany: 0, callIds: new Set(), stopReason: null, discarded: false },
  ...{ cuts: 0, cutAt: 0, askedForLess: false, nudges: 0, report: null, edited: new Set(), ranSinceEdit: [] },
  ...{ efforts: [], mostTokens: null, lastMessageId: null, answeredBy: null },
  left: { foreignThinking: false, stripped: false, fields: [], blocks: [] },
  ...{ largestPrompt: 0, measured: null },
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
      if (body.effort && conversation.efforts.at(-1)?.effort !== body.effort)
        conversation.efforts.push({ at: conversation.messages.length, effort: body.effort });
      append(conversation, 'user', sendableTexts(body.content));
      Object.assign(conversation, { turnId: body.turnId, finished: null, report: null });
      Object.assign(conversation, { nudges: 0, cuts: 0, askedForLess: false });
      return;
    case 'message_added':
      if (conversation.cuts > 0) conversation.askedForLess = true;
      else conversation.nudges += 1;
      append(conversation, body.role, sendableTexts(body.content));
      return;
    case 'request_adjusted':
      applyAdjustment(conversation, body.change);
      return;
    case 'step_completed':
      applyStep(conversation, body);
      return;
    case 'tool_started':
      {
        const call = openCall(conversation, body.toolCallId);
        if (call) call.started = true;
      }
      return;
    case 'tool_finished':
      applyResult(conversation, body);
      return;
    case 'turn_finished':
      conversation.finished = body;
      // A failed or stopped turn may be taken up again: what failed is then asked for once more.
      if (conversation.discarded) conversation.stopReason = null;
      Object.assign(conversation, { cuts: 0, askedForLess: false });
      return;
    default:
  }
}

function applyStep(conversation: Conversation, body: Extract<SessionEvent, { kind: 'step_completed' }>): void {
  conversation.steps = body.step;
  const measured = body.estimated ? null : measure(conversation, body.usage);
  conversation.stopReason = body.stopReason;
  conversation.discarded = body.discarded;
  conversation.lastMessageId = body.messageId;
  conversation.answeredBy = body.model;
  if (body.discarded) {
    if (body.stopReason === 'max_tokens')
      Object.assign(conversation, { cuts: conversation.cuts + 1, cutAt: body.usage.output });
    return;
  }
  Object.assign(conversation, { cuts: 0, askedForLess: false });
  const { content, calls, tooMany } = sendable(body.content, conversation.callIds, conversation.left.blocks);
  if (content.length > 0) {
    conversation.messages.push({ role: 'assistant', content });
    if (measured)
      Object.assign(measured, { messages: measured.messages + 1, tokens: measured.tokens + body.usage.output });
  }
  conversation.calls = calls.map((call) => ({ ...call, started: false, interrupted: false, result: null }));
  conversation.tooMany = tooMany;
}

/** What the API has refused is changed in what there is, and left out of what comes. */
function applyAdjustment(conversation: Conversation, change: Adjustment): void {
  const { left } = conversation;
  const rewrite = (keep: (content: readonly RawBlock[]) => RawBlock[]): void => {
    conversation.messages = conversation.messages.map((message) => {
      if (message.role !== 'assistant') return message;
      const content = keep(message.content);
      return { ...message, content: content.length > 0 ? content : [{ type: 'text', text: '(left out)' }] };
    });
    Object.assign(conversation, { largestPrompt: 0, measured: null });
  };
  switch (change.do) {
    case 'drop_block':
      left.foreignThinking = true;
      return;
    case 'strip_thinking':
      left.stripped = true;
      rewrite(withoutThinking);
      return;
    case 'leave_out_block':
      left.blocks.push(change.type);
      rewrite((content) => content.filter(({ type }) => type !== change.type));
      return;
    case 'leave_out_field':
      left.fields.push(change.field);
      return;
    case 'cap_output':
      conversation.mostTokens = change.tokens;
  }
}

/**
 * Takes over what the API has counted, unless that is no count of the whole: none at all, or a smaller one than before, because
 * it has left something out. The next prompt may hold it again.
 */
function measure(conversation: Conversation, usage: Usage): Conversation['measured'] {
  const tokens = promptTokens(usage);
  if (tokens === 0 || tokens < conversation.largestPrompt) return null;
  conversation.largestPrompt = tokens;
  conversation.measured = { messages: conversation.messages.length, tokens };
  return conversation.measured;
}

function applyResult(conversation: Conversation, body: Extract<SessionEvent, { kind: 'tool_finished' }>): void {
  const call = openCall(conversation, body.toolCallId);
  if (!call) return;
  call.result = { ok: body.ok, content: body.content };
  if (body.details.kind === 'edit') {
    conversation.edited.add(body.details.path);
    conversation.ranSinceEdit = [];
  }
  if (body.details.kind === 'command') conversation.ranSinceEdit.push(body.details.command);
  const { name, input } = usualCall(call.name, call.input);
  if (name === 'finish' && body.ok) conversation.report = reportOf(input);
  if (conversation.calls.every(({ result }) => result !== null)) closeCalls(conversation);
}

/** The call that an event means. Logs of earlier versions name calls as the model did, also several by one name. */
const openCall = ({ calls }: Conversation, id: string): OpenCall | undefined =>
  calls.find((call) => call.id === id && call.result === null) ??
  calls.find((call) => call.given === id && call.result === null);

/** The tool has checked the input; what the model left out of it is empty. */
const reportOf = (input: unknown): FinishReport | null =>
  FinishReport.safeParse({ ...EMPTY_REPORT, ...(input as object) }).data ?? null;
const EMPTY_REPORT = { changes: [], risk: 'low', reviewerNotes: [], followUps: [] };

/** All results of one answer go into one user message, in the order of the calls. */
function closeCalls(conversation: Conversation): void {
  if (conversation.calls.length === 0) return;
  const results = conversation.calls.map(({ id, started, result }): RawBlock => {
    const { ok, content } = result ?? { ok: false, content: started ? INTERRUPTED : NOT_RUN };
    // An error without words is refused.
    const words = ok || content.trim() !== '' ? content : '(no output)';
    return { type: 'tool_result', tool_use_id: id, content: words, ...(ok ? {} : { is_error: true }) };
  });
  if (conversation.tooMany > 0) results.push({ type: 'text', text: tooManyText(conversation.tooMany) });
  Object.assign(conversation, { calls: [], tooMany: 0, nudges: 0 });
  append(conversation, 'user', results);
}

const tooManyText = (count: number): string =>
  `Only the first ${MOST_CALLS} calls of your answer were made; the other ${count} were not. Ask for them again if you still need them.`;

function append(conversation: Conversation, role: 'user' | 'system', content: RawBlock[]): void {
  conversation.messages.push({ role, content });
  conversation.stopReason = null;
  conversation.discarded = false;
}
