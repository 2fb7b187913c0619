import { z } from 'zod';
import type { AppError } from './errors.ts';

/** Tokens of one or many API answers, by kind. `thinking` is a part of `output`, not in addition to it. */
export const Usage = z.object({
  fresh: z.number().int().nonnegative(),
  cacheWrite5m: z.number().int().nonnegative(),
  cacheWrite1h: z.number().int().nonnegative(),
  cacheRead: z.number().int().nonnegative(),
  output: z.number().int().nonnegative(),
  thinking: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

export const NO_USAGE: Usage = { fresh: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0, thinking: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  fresh: a.fresh + b.fresh,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  cacheRead: a.cacheRead + b.cacheRead,
  output: a.output + b.output,
  thinking: a.thinking + b.thinking,
});

/** What one answer used, and what that says about its price. */
export interface Metering {
  usage: Usage;
  /** Some of it was not told, or cannot be true: it is counted by length, and what went in by the most that it can be. */
  estimated: boolean;
  /** The list price times this: where the answer was made may cost more. */
  priceFactor: number;
}

/**
 * What asking the model once came to. A request that failed may be on the invoice for all the same: `usage` is what is known
 * of that, and nothing where the API has told nothing.
 */
export type Metered<T> = { ok: true; value: T } | ({ ok: false; error: AppError } & Partial<Metering>);

/** All tokens that went in, whatever they cost. */
export const promptTokens = (u: Usage): number => u.fresh + u.cacheWrite5m + u.cacheWrite1h + u.cacheRead;
/** Share of prompt tokens that were cache reads, 0 to 1; 0 when nothing was sent. */
export const cacheShare = (u: Usage): number => (promptTokens(u) === 0 ? 0 : u.cacheRead / promptTokens(u));
