import type { Changeset } from '../../shared/changeset.ts';
import type { Result } from '../../shared/errors.ts';
import { SMALL_MODEL } from '../../shared/models.ts';
import type { Metered, Usage } from '../../shared/usage.ts';

/** Output tokens that a judgement may take at most. */
export const JUDGE_TOKENS = 4000;
/** The model that judges. */
export const JUDGE_MODEL = SMALL_MODEL;

/** What the judge reads. `patch` is capped by the caller. */
export interface JudgeRequest {
  apiKey: string;
  anthropicUrl: string;
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
}

/** The short calls to the Claude API that main makes itself; sessions make their own. */
export interface ModelApi {
  /** Does this key work at this base URL? Costs nothing. Errors: model_auth, model_unreachable, model_rejected, … */
  checkKey(apiKey: string, anthropicUrl: string): Promise<Result<null>>;
  /** One cheap request that compares a changeset with what was asked for. No retries inside. Errors: model_*. */
  judge(request: JudgeRequest): Promise<Metered<Judgement>>;
}
