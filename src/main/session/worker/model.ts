import type { Adjustment, RawBlock, RunDelta } from '../../../shared/events.ts';
import type { Effort } from '../../../shared/models.ts';
import type { Metered, Metering } from '../../../shared/usage.ts';

/** One message of the conversation, as the API takes it. */
export interface Message {
  role: 'user' | 'assistant' | 'system';
  content: RawBlock[];
}

/** What earlier refusals of this thread have taught: what is left out of its requests. */
export interface LeftOut {
  /** The API may drop thinking whose prefix has changed. */
  foreignThinking: boolean;
  /** Fields that the host does not know, as paths. */
  fields: readonly string[];
  /** All thinking was left out once before. */
  stripped: boolean;
}

/** What changes from request to request; system prompt, tools and model are fixed for a thread. */
export interface ModelRequest {
  messages: readonly Message[];
  maxTokens: number;
  /** The prompt's tokens at most: what it counts as where the host doesn't tell. */
  inputTokens: number;
  /** How hard the model works, from which message on. */
  efforts: readonly { at: number; effort: Effort }[];
  left: LeftOut;
  /** The answer before this request, for which the API can compare the two. */
  previousMessageId: string | null;
}

/** A request, and when it was sent in epoch ms: the cache's five minutes count from there. */
export interface SentRequest {
  request: ModelRequest;
  at: number;
}

/** A whole answer: the stream ended as it should, and every tool input is valid JSON. */
export interface ModelAnswer extends Metering {
  messageId: string;
  requestId: string | null;
  model: string;
  stopReason: string;
  /** Why it was refused, when it was: a category, and the API's words for a person. */
  stopCategory: string | null;
  stopExplanation: string | null;
  /** Verbatim: thinking blocks are bound to what stands before them. */
  content: RawBlock[];
  /** Why the cache did not hold what the request before had left there, if the API says so. */
  cacheMiss: string | null;
  /** How many blocks of the request the API has left out, or found to be changed. */
  transformations: number;
  firstByteMs: number;
  ms: number;
}

export interface ModelListener {
  onDelta(kind: Exclude<RunDelta['kind'], 'output'>, text: string): void;
  /** `anthropic-ratelimit-*` and `retry-after`, from good and bad answers alike. */
  onRateLimits(headers: Record<string, string>): void;
}

/** Makes a request ready and sends nothing: that does what it returns. */
export type Model = (request: ModelRequest) => Ask;

/**
 * Asks the model once. No retries inside: whoever asks counts, pays and shows each attempt.
 * Errors: model_*, network_offline; with the usage that is known of what broke off. An aborted signal settles the promise
 * soon, with any error. `change`: what to change about a request that was refused as invalid.
 */
export type Ask = (
  listener: ModelListener,
  signal: AbortSignal,
) => Promise<Metered<ModelAnswer> & { change?: Adjustment }>;
