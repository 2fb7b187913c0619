import type { StopLimit } from '../../../shared/events.ts';
import type { Limits } from '../../../shared/job.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { LEAST_ANSWER_TOKENS, USUAL_ANSWER_TOKENS } from '../../../shared/request-cost.ts';
import { tokensAtMost } from '../../../shared/tokens.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './model.ts';

/** What the API adds to a request by itself, such as its own words about tools. */
const API_TOKENS = 500;

export interface RequestPlan {
  /** By whose prices. */
  model: string;
  maxTokens: number;
  /** The most that this request can cost. */
  reserveUsd: number;
  /** What is set aside for it where others want money, too: an answer is mostly far shorter than it may be. */
  usualUsd: number;
  /** With less than this it makes no sense. */
  leastUsd: number;
  inputTokens: number;
  /** `maxTokens` is lower than wanted because the dollars end there. */
  short: boolean;
}

/** Why there is no next request. */
export interface Stop {
  limit: StopLimit;
  /** Where dollars are the reason: what that request could have cost. */
  needsUsd?: number;
}

/**
 * What the next request may use, or the limit that forbids it. Its whole prompt is priced as written to a cold cache:
 * mostly it is read from there at a small part of that, but nobody promises it, and a limit that holds only mostly is none.
 * Pure; dollars and ms are those of the run so far.
 */
export function planRequest(request: {
  model: string;
  limits: Limits;
  spent: { steps: number; dollars: number; ms: number };
  wantedTokens: number;
  /** An answer was cut off: this one needs all that it asks for. */
  isWhole?: boolean;
  /** Of the prompt, at most. */
  inputTokens: number;
  /** The dollars that were set aside for it, once that is known. */
  atMostUsd?: number;
}): RequestPlan | Stop {
  const { model, limits, spent, inputTokens, wantedTokens } = request;
  if (spent.steps >= limits.steps) return { limit: 'steps' };
  if (spent.ms >= limits.minutes * 60_000) return { limit: 'minutes' };
  const input = { ...NO_USAGE, cacheWrite5m: inputTokens };
  const inputUsd = costOfAnswer(model, input);
  const perToken = (costOfAnswer(model, { ...input, output: 1_000_000 }) - inputUsd) / 1_000_000;
  const left = Math.min(limits.dollars - spent.dollars, request.atMostUsd ?? Infinity);
  // Sums of dollars are floating point: a hundredth of a token is no overrun.
  const affordable = Math.floor((left - inputUsd) / perToken + 0.01);
  const least = Math.min(LEAST_ANSWER_TOKENS, wantedTokens);
  const leastUsd = inputUsd + least * perToken;
  if (affordable < least) return { limit: 'dollars', needsUsd: leastUsd };
  const maxTokens = Math.min(wantedTokens, affordable);
  const reserveUsd = inputUsd + maxTokens * perToken;
  const usual = request.isWhole ? maxTokens : Math.min(maxTokens, USUAL_ANSWER_TOKENS);
  const usualUsd = inputUsd + usual * perToken;
  return { model, maxTokens, reserveUsd, usualUsd, leastUsd, inputTokens, short: maxTokens < wantedTokens };
}

/**
 * The most tokens that the conversation takes as a prompt. What the API has counted is taken from its last count, which is
 * exact; only what came after it is estimated.
 */
export function promptAtMost({ messages, measured }: Conversation, prefixTokens: number): number {
  const [from, known] = measured ? [measured.messages, measured.tokens] : [0, prefixTokens + API_TOKENS];
  let sum = known;
  for (const message of messages.slice(from)) sum += tokensOf(message);
  return sum;
}

const counted = new WeakMap<Message, number>();
/** Remembered, because messages never change. */
function tokensOf(message: Message): number {
  const known = counted.get(message);
  if (known !== undefined) return known;
  const tokens = tokensAtMost(JSON.stringify(message));
  counted.set(message, tokens);
  return tokens;
}
