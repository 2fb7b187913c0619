import { costOfAnswer } from './models.ts';
import { NO_USAGE } from './usage.ts';

/** What one answer may be long as a rule; also what a budget has to set aside for it. */
export const ANSWER_TOKENS = 16_000;
/** An answer shorter than this is not worth its prompt. */
export const LEAST_ANSWER_TOKENS = 2000;
/** System prompt, tools, facts of the repository and an instruction of a page. */
const FIRST_PROMPT_TOKENS = 5000;

/** About the most that the first request of a run costs, with an answer of `outputTokens`. */
export const firstRequestUsd = (model: string, outputTokens: number): number =>
  costOfAnswer(model, { ...NO_USAGE, cacheWrite5m: FIRST_PROMPT_TOKENS, output: outputTokens });
