import type { StopLimit } from '../../../shared/events.ts';
import type { Limits } from '../../../shared/job.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { LEAST_ANSWER_TOKENS } from '../../../shared/request-cost.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import type { Message } from './model.ts';

/** Characters per token, on the safe side: text of code and JSON has about 3.5. */
const CHARS_PER_TOKEN = 3;
/** A cache entry lives for five minutes after its last use; some of that goes by before the request is read. */
export const CACHE_WARM_MS = 4.5 * 60_000;

export interface RequestPlan {
  maxTokens: number;
  /** The most that this request can cost. */
  reserveUsd: number;
  /** With less than this it makes no sense. */
  leastUsd: number;
  inputTokens: number;
  /** `maxTokens` is lower than wanted because the dollars end there. */
  short: boolean;
}

/** What the next request may use, or the limit that forbids it. Pure; dollars and ms are those of the run so far. */
export function planRequest(request: {
  model: string;
  limits: Limits;
  spent: { steps: number; dollars: number; ms: number };
  wantedTokens: number;
  chars: number;
  /** Tokens at the front that the API still holds in its cache. */
  cachedTokens: number;
  /** The dollars that were set aside for it, once that is known. */
  atMostUsd?: number;
}): RequestPlan | { limit: StopLimit } {
  const { model, limits, spent } = request;
  if (spent.steps >= limits.steps) return { limit: 'steps' };
  if (spent.ms >= limits.minutes * 60_000) return { limit: 'minutes' };
  const inputTokens = Math.ceil(request.chars / CHARS_PER_TOKEN);
  const cacheRead = Math.min(inputTokens, request.cachedTokens);
  const input = { ...NO_USAGE, cacheRead, cacheWrite5m: inputTokens - cacheRead };
  const inputUsd = costOfAnswer(model, input);
  const perToken = (costOfAnswer(model, { ...input, output: 1_000_000 }) - inputUsd) / 1_000_000;
  const left = Math.min(limits.dollars - spent.dollars, request.atMostUsd ?? Infinity);
  // Sums of dollars are floating point: a hundredth of a token is no overrun.
  const affordable = Math.floor((left - inputUsd) / perToken + 0.01);
  const least = Math.min(LEAST_ANSWER_TOKENS, request.wantedTokens);
  if (affordable < least) return { limit: 'dollars' };
  const maxTokens = Math.min(request.wantedTokens, affordable);
  return {
    maxTokens,
    reserveUsd: inputUsd + maxTokens * perToken,
    leastUsd: inputUsd + least * perToken,
    inputTokens,
    short: maxTokens < request.wantedTokens,
  };
}

const known = new WeakMap<Message, number>();
/** Characters that a message takes in a request. Remembered, because messages never change. */
export function charsOf(messages: readonly Message[]): number {
  let sum = 0;
  for (const message of messages) {
    let chars = known.get(message);
    if (chars === undefined) {
      chars = JSON.stringify(message).length;
      known.set(message, chars);
    }
    sum += chars;
  }
  return sum;
}
