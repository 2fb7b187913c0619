import type { RunDelta, SessionEvent, StopLimit } from '../../../shared/events.ts';
import type { Limits } from '../../../shared/job.ts';
import type { Effort } from '../../../shared/models.ts';
import type { SandboxPolicy } from '../../../shared/session-protocol.ts';
import type { Metered, Metering } from '../../../shared/usage.ts';
import type { Redactor } from '../../redact/redact.ts';
import type { Model, ModelRequest, SentRequest } from './model.ts';
import type { WaitEnd } from './sleep.ts';
import type { Tool } from './tools/tool.ts';

export interface PermitAsk {
  model: string;
  reserveUsd: number;
  /** What is set aside where others want money, too. */
  usualUsd: number;
  leastUsd: number;
  inputTokens: number;
}
export type PermitAnswer =
  | { granted: true; id: number; short?: { usd: number; limit: StopLimit | null } | undefined }
  | { granted: false; limit: StopLimit }
  | 'cancelled';

/** Everything that the loop touches outside of the conversation. Made by the session; by hand in tests. */
export interface SessionEnvironment {
  model: Model;
  modelId: string;
  /** Renews what the cache holds of a request; null where that is not known to work. */
  keepCache: ((request: ModelRequest, signal: AbortSignal) => Promise<Metered<Metering>>) | null;
  /** How hard the model works, unless a turn says otherwise. */
  effort: Effort;
  /** What proves a change here, if it is known. */
  checkCommand: string | null;
  /** What the thinking of this session's answers holds for. */
  binding: string;
  /** Output tokens asked for at first; more only after an answer that was cut off. */
  maxTokens: number;
  /** The largest output that the model can be asked for. */
  mostTokens: number;
  limits: Limits;
  /** What this run has used so far; grows as the loop goes. `ms` is time of model and tools, not of waiting. */
  spent: { steps: number; dollars: number; ms: number };
  /** The last request of this session: what the cache holds. */
  last?: SentRequest;
  /** The renewal of the cache that was asked for last, until its cost is recorded. */
  renewal?: Promise<void>;
  /** What system prompt and tools add to each request, at most. */
  prefixTokens: number;
  tools: readonly Tool[];
  policy: SandboxPolicy;
  /** Takes secrets out of a text that is about to leave the process. */
  redact: Redactor;
  /** Resolves when main has the event on disk. An event may wait a moment for others, until `sendRecords`. */
  record(event: SessionEvent): Promise<void>;
  /** Somebody waits for what was recorded. */
  sendRecords(): void;
  /** Asked before each request; may take long. */
  permit(ask: PermitAsk, signal: AbortSignal): Promise<PermitAnswer>;
  settle(permitId: number, costUsd: number): void;
  onDelta(delta: RunDelta): void;
  onRateLimits(headers: Record<string, string>): void;
  /** Epoch ms. */
  now(): number;
  /** Ms of a stopwatch that stands still while the computer sleeps: for how long something took. */
  ticks(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<WaitEnd>;
  /** 0 to 1. */
  random(): number;
}
