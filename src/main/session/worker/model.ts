import type { RawBlock, RunDelta } from '../../../shared/events.ts';
import type { Metered, Usage } from '../../../shared/usage.ts';

/** One message of the conversation, as the API takes it. */
export interface Message {
  role: 'user' | 'assistant' | 'system';
  content: RawBlock[];
}

/** What changes from request to request; system prompt, tools, model and effort are fixed for a thread. */
export interface ModelRequest {
  messages: readonly Message[];
  maxTokens: number;
  /** The thread has outgrown what fits comfortably: let the API clear old tool results on its side. */
  clearOldResults: boolean;
}

/** A whole answer: the stream ended as it should, and every tool input is valid JSON. */
export interface ModelAnswer {
  messageId: string;
  requestId: string | null;
  model: string;
  stopReason: string;
  /** Why it was refused, when it was. */
  stopCategory: string | null;
  /** Verbatim: thinking blocks are bound to what stands before them. */
  content: RawBlock[];
  usage: Usage;
  firstByteMs: number;
  ms: number;
}

export interface ModelListener {
  onDelta(kind: Exclude<RunDelta['kind'], 'output'>, text: string): void;
  /** `anthropic-ratelimit-*` and `retry-after`, from good and bad answers alike. */
  onRateLimits(headers: Record<string, string>): void;
}

/**
 * Asks the model once. No retries inside: whoever asks counts, pays and shows each attempt.
 * Errors: model_*, network_offline; with the usage that is known of what broke off. An aborted signal settles the promise
 * soon, with any error.
 */
export type Model = (
  request: ModelRequest,
  listener: ModelListener,
  signal: AbortSignal,
) => Promise<Metered<ModelAnswer>>;
