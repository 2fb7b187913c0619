import type { SessionEvent, StopLimit } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { modelCard } from '../../../shared/models.ts';
import type { TurnMessage } from '../../../shared/session-protocol.ts';
import { type Asked, askModel } from './ask.ts';
import type { Conversation } from './conversation.ts';
import type { SessionEnvironment } from './environment.ts';
import { planRequest, promptAtMost } from './limits.ts';
import { NUDGE, turnContent } from './prompt.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { isDiscarded, nextMove, raisedTokens } from './stop-reasons.ts';
import { runOpenCalls } from './tool-calls.ts';

export type TurnEnd = Extract<SessionEvent, { kind: 'turn_finished' }>;

/** From this share of the window on, the API is asked to clear old tool results on its side. */
const LONG_THREAD = 0.5;

/** Begins a turn: its message is saved, then worked on until the agent settles. */
export async function startTurn(
  conversation: Conversation,
  environment: SessionEnvironment,
  turn: TurnMessage,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { turnId, source, text } = turn;
  const recorder = openRecorder(conversation, environment);
  recorder.save({ kind: 'turn_started', turnId, source, text, content: turnContent(turn) });
  await recorder.saved();
  return continueTurn(conversation, environment, turnId, signal);
}

/**
 * The agent. Each round looks at the conversation and does the one thing that comes next: run the tool calls that are
 * open, nudge, ask, or end. The conversation is a fold of recorded events, so a session that takes over after a crash
 * enters here and goes on where the log ends.
 */
export async function continueTurn(
  conversation: Conversation,
  environment: SessionEnvironment,
  turnId: TurnId,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const recorder = openRecorder(conversation, environment);
  const end = async (status: TurnEnd['status'], rest: Partial<TurnEnd> = {}): Promise<TurnEnd> => {
    const event: TurnEnd = { kind: 'turn_finished', turnId, status, report: null, error: null, limit: null, ...rest };
    recorder.save(event);
    await recorder.saved();
    return event;
  };
  const most = environment.mostTokens;
  const memory: Memory = { category: null, short: null };
  for (;;) {
    if (conversation.report) return end('completed', { report: conversation.report });
    if (signal.aborted) return end('cancelled');
    if (conversation.calls.length > 0) {
      await runOpenCalls(conversation.calls, { environment, recorder, turnId, step: conversation.steps, signal });
      continue;
    }
    const wantedTokens = raisedTokens(environment.maxTokens, conversation.cuts, most);
    const canRaise = raisedTokens(environment.maxTokens, conversation.cuts - 1, most) < wantedTokens;
    const next = nextMove(conversation, { canRaise, category: memory.category });
    switch (next.do) {
      case 'end':
        return end('completed');
      case 'fail':
        return end('failed', { error: next.error });
      case 'nudge':
        recorder.save({
          kind: 'message_added',
          turnId,
          role: 'user',
          content: NUDGE,
          reason: 'Asked to go on or to finish',
        });
        continue;
      case 'ask':
    }
    // An answer that was cut off because the dollars end there would be cut off again.
    if (conversation.cuts > 0 && memory.short) return end('stopped', { limit: memory.short });
    const asked = await takeStep(conversation, environment, turnId, wantedTokens, memory, recorder, signal);
    switch (asked.kind) {
      case 'answered':
        continue;
      case 'failed':
        return end('failed', { error: asked.error });
      case 'stopped':
        return end('stopped', { limit: asked.limit, ...(asked.needsUsd ? { needsUsd: asked.needsUsd } : {}) });
      case 'cancelled':
        return end('cancelled');
    }
  }
}

/** What one session remembers from step to step beside the conversation; losing it costs nothing but precision. */
interface Memory {
  category: string | null;
  /** The limit that kept the last answer shorter than wanted. */
  short: StopLimit | null;
}

/**
 * One request and its answer. The answer is on its way to the disk when this ends: reads may begin meanwhile, because they
 * change nothing; whatever has an effect or costs money waits for the recorder.
 */
async function takeStep(
  conversation: Conversation,
  environment: SessionEnvironment,
  turnId: TurnId,
  wantedTokens: number,
  memory: Memory,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<Asked> {
  const { modelId, limits, spent } = environment;
  const { messages, largestPrompt } = conversation;
  const inputTokens = promptAtMost(conversation, environment.prefixTokens);
  const plan = (atMostUsd = Infinity) =>
    planRequest({ model: modelId, limits, spent, wantedTokens, inputTokens, atMostUsd });
  const window = modelCard(modelId)?.contextWindow;
  const clearOldResults = window !== undefined && largestPrompt > window * LONG_THREAD;
  const requestFor = (maxTokens: number) => ({ messages, maxTokens, clearOldResults });
  const step = conversation.steps + 1;
  const asked = await askModel(environment, requestFor, plan, { turnId, step }, recorder, signal);
  if (asked.kind !== 'answered') return asked;
  const { answer, costUsd, retries, short, settle } = asked;
  const { messageId, requestId, model, stopReason, content, usage, firstByteMs, ms } = answer;
  spent.steps += 1;
  memory.category = answer.stopCategory;
  memory.short = short;
  recorder.save({
    kind: 'step_completed',
    ...{ turnId, step, messageId, requestId, model, stopReason, content, usage, costUsd, firstByteMs, ms, retries },
    binding: environment.binding,
    discarded: isDiscarded(answer),
  });
  settle();
  return asked;
}
