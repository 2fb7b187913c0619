import { isRecord } from '../../shared/is-record.ts';
import type { Metering, Usage } from '../../shared/usage.ts';

/** What the API prices above the list: answers that are made in the United States only. */
const US_ONLY_FACTOR = 1.1;

/**
 * What an answer used, of whatever came as its `usage`: the last counters are totals of the whole message, and
 * `cache_creation` splits the writes by price. Gateways leave counters out, or send what cannot be true: what is told stays,
 * and the rest is what `atMost` says, so that nothing that was paid counts as free.
 */
export function meteringOf(usage: unknown, atMost: { input: number; output: number }): Metering {
  const reported = isRecord(usage) ? usage : {};
  const fresh = count(reported.input_tokens);
  const written = count(reported.cache_creation_input_tokens);
  const read = count(reported.cache_read_input_tokens);
  const output = count(reported.output_tokens);
  // A prompt is never empty, and an answer that says something is not, either.
  const knowsInput =
    fresh !== null &&
    isAbsentOr(reported.cache_creation_input_tokens, written) &&
    isAbsentOr(reported.cache_read_input_tokens, read) &&
    fresh + (written ?? 0) + (read ?? 0) > 0;
  const knowsOutput = output !== null && (output > 0 || atMost.output === 0);
  const split = isRecord(reported.cache_creation) ? count(reported.cache_creation.ephemeral_1h_input_tokens) : null;
  const hour = Math.min(written ?? 0, split ?? 0);
  const input: Omit<Usage, 'output' | 'thinking'> = knowsInput
    ? { fresh, cacheWrite5m: (written ?? 0) - hour, cacheWrite1h: hour, cacheRead: read ?? 0 }
    : { fresh: 0, cacheWrite5m: atMost.input, cacheWrite1h: 0, cacheRead: 0 };
  const outputTokens = knowsOutput ? output : atMost.output;
  const thinking = isRecord(reported.output_tokens_details)
    ? count(reported.output_tokens_details.thinking_tokens)
    : null;
  return {
    usage: { ...input, output: outputTokens, thinking: Math.min(thinking ?? 0, outputTokens) },
    estimated: !knowsInput || !knowsOutput,
    priceFactor: reported.inference_geo === 'us' ? US_ONLY_FACTOR : 1,
  };
}

/** Of an answer without a count its length tells: no current tokenizer makes more than a token of three characters on average. */
export const tokensByLength = (characters: number): number => Math.ceil(characters / 3);

/** Of what a model has written unseen for so many ms: about half of what the current ones write in that time. */
export const tokensByTime = (ms: number): number => Math.floor((ms / 1000) * 60);

const count = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
const isAbsentOr = (value: unknown, parsed: number | null): boolean =>
  value === undefined || value === null || parsed !== null;
