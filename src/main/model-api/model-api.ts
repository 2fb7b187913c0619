import type { Changeset } from '../../shared/changeset.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { ModelFacts } from '../../shared/model-facts.ts';
import { SMALL_MODEL } from '../../shared/models.ts';
import { isVendorHost } from '../../shared/request-capabilities.ts';
import type { Metering, Usage } from '../../shared/usage.ts';

/** Output tokens that a judgement may take at most; the second number after one that was cut off. */
export const JUDGE_TOKENS = [4000, 8000] as const;

/** The model that judges: a small one, where it is sure to be there; a gateway is known to have the model of the job. */
export const judgeModel = (jobModel: string, anthropicUrl: string): string =>
  isVendorHost(anthropicUrl) ? SMALL_MODEL : jobModel;

/** What the judge reads. `patch` is capped by the caller. */
export interface JudgeRequest {
  apiKey: string;
  anthropicUrl: string;
  model: string;
  maxTokens: number;
  /** Tokens of the prompt, at most: what is paid where the answer does not count them. */
  inputTokens: number;
  prompt: string;
  changeset: Changeset;
  patch: string;
  /** The patch is the beginning of a longer one. */
  cut: boolean;
  signal: AbortSignal;
  /** `anthropic-ratelimit-*` and `retry-after`, from good and bad answers alike. */
  onRateLimits: (headers: Record<string, string>) => void;
}

export interface Judgement {
  inScope: boolean;
  complete: boolean;
  safe: boolean;
  /** One sentence each; what is wrong first. */
  reasons: string[];
  model: string;
  usage: Usage;
  costUsd: number;
  /** The answer did not say all that it used. */
  estimated?: boolean;
}

/** `isCut`: the answer did not fit into `maxTokens`. */
export type Judged =
  | { ok: true; value: Judgement }
  | ({ ok: false; error: AppError; isCut?: boolean } & Partial<Metering>);

/** The short calls to the Claude API that main makes itself; sessions make their own. */
export interface ModelApi {
  /** Does this key work at this base URL? Costs nothing. Errors: model_auth, model_unreachable, model_rejected, … */
  checkKey(apiKey: string, anthropicUrl: string): Promise<Result<null>>;
  /** What the host's Models API says of a model; null when it has none. Costs nothing. Errors: model_not_found, model_*. */
  modelFacts(apiKey: string, anthropicUrl: string, model: string): Promise<Result<ModelFacts | null>>;
  /** One cheap request that compares a changeset with what was asked for. Nothing that costs is retried inside. Errors: model_*. */
  judge(request: JudgeRequest): Promise<Judged>;
}
