import type { RawBlock, SessionEvent, StopLimit } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import type { Nudge } from '../../../shared/messages/nudges.ts';
import { dearerModel } from '../../../shared/models.ts';
import type { TurnMessage } from '../../../shared/session-protocol.ts';
import { type Asked, askModel } from './ask.ts';
import type { Conversation } from './conversation.ts';
import type { SessionEnvironment } from './environment.ts';
import { keepWarm } from './keep-warm.ts';
import { planRequest, promptAtMost, type RequestPlan } from './limits.ts';
import type { ModelRequest } from './model.ts';
import { nudge, SMALLER_PARTS } from './nudge.ts';
import { turnContent } from './prompt.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { isDiscarded, nextMove, type Refusal, raisedTokens } from './stop-reasons.ts';
import { runOpenCalls } from './tool-calls.ts';

export type TurnEnd = Extract<SessionEvent, { kind: 'turn_finished' }>;

const CLEARLY_MORE = 1.25;

/** Begins a turn: its message is saved, then worked on until the agent settles. */
export async function startTurn(
  conversation: Conversation,
  environment: SessionEnvironment,
  turn: TurnMessage,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { turnId, source, text, effort } = turn;
  const recorder = openRecorder(conversation, environment);
  const content = turnContent(turn);
  recorder.save({ kind: 'turn_started', turnId, source, text, content, effort: effort ?? environment.effort });
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
  const memory: Memory = { refusal: { category: null, explanation: null }, short: null };
  const tell = (content: RawBlock[], code: Exclude<Nudge['code'], 'old_text'>) =>
    recorder.save({ kind: 'message_added', turnId, role: 'user', content, reason: { code, parameters: {} } });
  for (;;) {
    if (conversation.report) return end('completed', { report: conversation.report });
    if (signal.aborted) return end('cancelled');
    if (conversation.calls.length > 0) {
      const round = { environment, recorder, turnId, step: conversation.steps, signal };
      const stopKeeping = keepWarm(round);
      await runOpenCalls(conversation.calls, round);
      stopKeeping();
      continue;
    }
    const most = Math.min(environment.mostTokens, conversation.mostTokens ?? Infinity);
    const wantedTokens = raisedTokens(Math.min(environment.maxTokens, most), conversation.cuts, most);
    const canRaise = conversation.cutAt < wantedTokens;
    const next = nextMove(conversation, { canRaise, refusal: memory.refusal, model: environment.modelId });
    switch (next.do) {
      case 'end':
        return end('completed');
      case 'fail':
        return end('failed', { error: next.error });
      case 'nudge':
        tell(nudge(conversation, environment.checkCommand), 'asked_to_go_on');
        continue;
      case 'ask_for_less':
        tell(SMALLER_PARTS, 'asked_for_smaller_parts');
        continue;
      case 'ask':
    }
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
  refusal: Refusal;
  /** The limit that kept the last answer shorter than wanted. */
  short: StopLimit | null;
  notedTransformations?: boolean;
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
  const isWhole = conversation.cuts > 0;
  // Both look at the conversation anew each time: a refusal may have changed it.
  const plan = (atMostUsd = Infinity) => {
    const inputTokens = promptAtMost(conversation, environment.prefixTokens);
    const wanted = Math.min(wantedTokens, conversation.mostTokens ?? Infinity);
    const planned = planRequest({
      // Whoever has answered for it may do so again.
      model: dearerModel(modelId, conversation.answeredBy ?? modelId),
      limits,
      spent,
      wantedTokens: wanted,
      isWhole,
      inputTokens,
      atMostUsd,
    });
    // An answer that was cut off because the money ends there would be cut off again, unless there is clearly more room.
    const isCutAgain =
      isWhole &&
      memory.short !== null &&
      !('limit' in planned) &&
      planned.maxTokens < conversation.cutAt * CLEARLY_MORE;
    return isCutAgain ? { limit: memory.short ?? 'dollars' } : planned;
  };
  const requestFor = ({ maxTokens, inputTokens }: RequestPlan): ModelRequest => {
    const { efforts, left, lastMessageId } = conversation;
    // The same is sent again, to keep the cache: what the conversation gets meanwhile is no part of it.
    const messages = [...conversation.messages];
    const from = efforts[0]?.at === 0 ? [...efforts] : [{ at: 0, effort: environment.effort }, ...efforts];
    return { messages, maxTokens, inputTokens, efforts: from, left, previousMessageId: lastMessageId };
  };
  const step = conversation.steps + 1;
  const asked = await askModel(environment, requestFor, plan, { turnId, step }, recorder, signal);
  if (asked.kind !== 'answered') return asked;
  const { answer, costUsd, retries, short, settle } = asked;
  const { messageId, requestId, model, stopReason, content, usage, firstByteMs, ms } = answer;
  spent.steps += 1;
  memory.refusal = { category: answer.stopCategory, explanation: answer.stopExplanation };
  memory.short = short;
  recorder.save({
    kind: 'step_completed',
    ...{ turnId, step, messageId, requestId, model, stopReason, content, usage, costUsd, firstByteMs, ms, retries },
    binding: environment.binding,
    discarded: isDiscarded(answer),
    ...(answer.estimated ? { estimated: true } : {}),
    ...(answer.cacheMiss === null ? {} : { cacheMiss: answer.cacheMiss }),
  });
  if (answer.transformations > 0 && !memory.notedTransformations) {
    memory.notedTransformations = true;
    const message = { code: 'thinking_changed' as const, parameters: { blocks: answer.transformations } };
    recorder.save({ kind: 'notice', level: 'warning', message });
  }
  settle();
  return asked;
}
