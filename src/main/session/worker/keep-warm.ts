import type { TurnId } from '../../../shared/ids.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import type { Conversation } from './conversation.ts';
import type { SessionEnvironment } from './environment.ts';
import type { ModelRequest } from './model.ts';
import { openRecorder } from './recorder.ts';
import type { Round } from './tool-calls.ts';

const RENEW_AFTER_MS = 225_000;
/** What was not renewed by then has to be written anew. */
const GONE_AFTER_MS = 290_000;
/** Reading a short prompt and writing it anew cost nearly nothing. */
const LEAST_TOKENS = 10_000;
/** The longest command takes fifteen minutes. */
const MOST_RENEWALS = 4;

/**
 * While commands run for minutes, the cache would forget the conversation, and the next request would pay for writing it
 * anew: 25 times the price of reading it. So it is read once in a while, for no answer. Returns what ends that.
 */
export function keepWarm(
  { environment, recorder, turnId, step, signal }: Round,
  atMost: (request: ModelRequest) => number = () => MOST_RENEWALS,
): () => void {
  const { keepCache, modelId, limits, spent, last } = environment;
  if (!keepCache || !last || last.request.inputTokens < LEAST_TOKENS) return () => undefined;
  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  const { request } = last;
  const inputTokens = request.inputTokens;
  // At worst it is gone after all, and is written.
  const worstUsd = costOfAnswer(modelId, { ...NO_USAGE, cacheWrite5m: inputTokens });
  let { at } = last;
  const most = Math.min(MOST_RENEWALS, atMost(request));
  let renewals = 0;
  let timer: NodeJS.Timeout | undefined;

  const isTooLate = () => ends.aborted || environment.now() - at > GONE_AFTER_MS;
  const renew = async (): Promise<void> => {
    if (isTooLate() || spent.dollars + worstUsd > limits.dollars) return;
    const ask = { model: modelId, reserveUsd: worstUsd, usualUsd: worstUsd, leastUsd: worstUsd, inputTokens };
    const permit = await environment.permit(ask, ends);
    if (permit === 'cancelled' || !permit.granted) return;
    const sentAt = environment.now();
    // One that is under way comes to its end beside what follows: it is paid, and says then what it has cost.
    const kept = isTooLate() ? null : await keepCache(request, signal);
    const { usage, estimated = false, priceFactor = 1 } = kept?.ok ? kept.value : (kept ?? {});
    const costUsd = usage ? costOfAnswer(modelId, usage) * priceFactor : 0;
    if (usage) {
      spent.dollars += costUsd;
      const estimate = estimated ? { estimated } : {};
      recorder.save({ kind: 'cache_kept', turnId, step, usage, costUsd, ...estimate });
    }
    environment.settle(permit.id, costUsd);
    await recorder.saved();
    renewals += 1;
    at = sentAt;
    if (kept?.ok && renewals < most && !ends.aborted) wait();
  };
  const wait = () => {
    const begin = () => {
      environment.renewal = renew();
    };
    timer = setTimeout(begin, Math.max(0, at + RENEW_AFTER_MS - environment.now()));
  };
  if (most > 0) wait();
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}

/** Of ten changes that a check looks at, one comes back: more is not known before it has ended. */
const COMES_BACK = 0.1;

/**
 * The same while the app checks what the session has done; returns what ends it. A command's result is read by a request in any case, a check's only
 * when it fails: so no more is paid for reading than what is saved by it, times how often that is.
 */
export function keepWhileChecking(
  { conversation, environment }: { conversation: Conversation; environment: SessionEnvironment },
  signal: AbortSignal,
): () => void {
  const { turnId, steps } = conversation;
  if (turnId === null || signal.aborted) return () => undefined;
  const recorder = openRecorder(conversation, environment);
  const round = { environment, recorder, turnId: turnId as TurnId, step: steps, signal };
  const worthwhile = ({ inputTokens }: ModelRequest) => {
    const [read, written] = (['cacheRead', 'cacheWrite5m'] as const).map((kind) =>
      costOfAnswer(environment.modelId, { ...NO_USAGE, [kind]: inputTokens }),
    );
    return read && written ? Math.floor((COMES_BACK * (written - read)) / read) : 0;
  };
  return keepWarm(round, worthwhile);
}
