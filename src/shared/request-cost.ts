import { costOfAnswer, type Effort } from './models.ts';
import { NO_USAGE } from './usage.ts';

/** What answers may be long, as recommended for work by itself: a cut one is paid and thrown away. */
const ANSWER_TOKENS = 64_000;
const HARD_ANSWER_TOKENS = 128_000;
/** What an answer is expected to be long at most; also what a small budget sets aside for it. */
export const USUAL_ANSWER_TOKENS = 8000;
/** An answer shorter than this is not worth its prompt. */
export const LEAST_ANSWER_TOKENS = 2000;
/** System prompt, tools, facts of the repository and an instruction of a page. */
const FIRST_PROMPT_TOKENS = 5000;

/** About the most that the first request of a run costs, with an answer of `outputTokens`. */
export const firstRequestUsd = (model: string, outputTokens: number): number =>
  costOfAnswer(model, { ...NO_USAGE, cacheWrite5m: FIRST_PROMPT_TOKENS, output: outputTokens });

/** The output that a request is asked for. */
export const answerTokens = (effort: Effort, maxOutput: number): number =>
  Math.min(effort === 'xhigh' || effort === 'max' ? HARD_ANSWER_TOKENS : ANSWER_TOKENS, maxOutput);
