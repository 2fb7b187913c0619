import type { StopLimit } from '../../../shared/events.ts';
import type { Limits } from '../../../shared/job.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import type { Message } from './model.ts';

/** An answer shorter than this is not worth its prompt. */
const LEAST_OUTPUT = 2000;
/** Characters per token, on the safe side: text of code and JSON has about 3.5. */
const CHARS_PER_TOKEN = 3;
/** A cache entry lives for five minutes after its last use; some of that goes by before the request is read. */
export const CACHE_WARM_MS = 4.5 * 60_000;

export interface RequestPlan {
  maxTokens: number;
  /** The most that this request can cost. */
  reserveUsd: number;
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
}): RequestPlan | { limit: StopLimit } {
  const { model, limits, spent } = request;
  if (spent.steps >= limits.steps) return { limit: 'steps' };
  if (spent.ms >= limits.minutes * 60_000) return { limit: 'minutes' };
  const inputTokens = Math.ceil(request.chars / CHARS_PER_TOKEN);
  const cacheRead = Math.min(inputTokens, request.cachedTokens);
  const input = { ...NO_USAGE, cacheRead, cacheWrite5m: inputTokens - cacheRead };
  const inputUsd = costOfAnswer(model, input);
  const perToken = (costOfAnswer(model, { ...input, output: 1_000_000 }) - inputUsd) / 1_000_000;
  const affordable = Math.floor((limits.dollars - spent.dollars - inputUsd) / perToken);
  if (affordable < Math.min(LEAST_OUTPUT, request.wantedTokens)) return { limit: 'dollars' };
  const maxTokens = Math.min(request.wantedTokens, affordable);
  return {
    maxTokens,
    reserveUsd: inputUsd + maxTokens * perToken,
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
