import { z } from 'zod';
import type { Usage } from './usage.ts';

export const Effort = z.enum(['low', 'medium', 'high', 'xhigh', 'max']);
export type Effort = z.infer<typeof Effort>;

/** Dollars per million tokens. */
export interface Prices {
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
}

export interface ModelCard {
  id: string;
  label: string;
  /** One line that helps to choose. */
  note: string;
  contextWindow: number;
  maxOutput: number;
  defaultEffort: Effort;
  prices: Prices;
  /** Another price for the whole request once its prompt is longer than `above` tokens. */
  longPrompt?: { above: number; prices: Prices };
}

/** The date of the price list; costs are estimates by it, the invoice is the truth. */
export const PRICES_AS_OF = '2026-11-22';
export const DEFAULT_MODEL = 'claude-opus-5-5';
/** Used for the judge and for short texts. */
export const SMALL_MODEL = 'claude-haiku-5-5';

const prices = (
  input: number,
  output: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
  cacheRead: number,
): Prices => ({
  input,
  output,
  cacheWrite5m,
  cacheWrite1h,
  cacheRead,
});
const MILLION = 1_000_000;
const card = (id: string, label: string, note: string, defaultEffort: Effort, listed: Prices): ModelCard => ({
  id,
  label,
  note,
  contextWindow: MILLION,
  maxOutput: 128_000,
  defaultEffort,
  prices: listed,
});

export const MODELS: readonly ModelCard[] = [
  card('claude-opus-5-5', 'Claude Opus 5.5', 'Long autonomous coding; the default', 'medium', prices(4, 20, 5, 8, 0.2)),
  card(
    'claude-sonnet-5-5',
    'Claude Sonnet 5.5',
    'Half the price, for plain changes',
    'medium',
    prices(2, 10, 2.5, 4, 0.1),
  ),
  {
    ...card(
      'claude-haiku-5-5',
      'Claude Haiku 5.5',
      'The cheapest, for mechanical edits',
      'medium',
      prices(0.1, 0.5, 0.125, 0.2, 0.01),
    ),
    longPrompt: { above: 100_000, prices: prices(0.5, 2.5, 0.625, 1, 0.05) },
  },
  card('claude-fable-5-2', 'Claude Fable 5.2', 'The strongest, for hard changes', 'medium', prices(8, 40, 10, 16, 0.2)),
  card('claude-fable-5-1', 'Claude Fable 5.1', 'The previous top line', 'high', prices(10, 50, 12.5, 20, 0.25)),
  card('claude-opus-5', 'Claude Opus 5', 'Legacy; retires in 2027', 'high', prices(5, 25, 6.25, 10, 0.5)),
];

/**
 * The card of a model id, also with the date of its snapshot; undefined for a model that the table does not know (a gateway's
 * own name, a newer one).
 */
export const modelCard = (id: string): ModelCard | undefined =>
  MODELS.find((model) => model.id === id.replace(/[-@]20\d{6}$/, ''));

const LINE = /\b(opus|sonnet|haiku|fable)\b/;

/** Cards that could be meant: its own; else those of its line (opus, haiku, …); else all. */
function cardsFor(id: string): readonly ModelCard[] {
  const own = modelCard(id);
  if (own) return [own];
  const line = LINE.exec(id)?.[1];
  return line === undefined ? MODELS : MODELS.filter((model) => LINE.exec(model.id)?.[1] === line);
}

/**
 * Cost in dollars of ONE API answer: a long-prompt price applies per request, so usages must not be summed first.
 * A model without a card is priced as the dearest that it could be, so that a budget still holds.
 */
export function costOfAnswer(modelId: string, usage: Usage): number {
  const prompt = usage.fresh + usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheRead;
  const listed = cardsFor(modelId).map((model) =>
    model.longPrompt && prompt > model.longPrompt.above ? model.longPrompt.prices : model.prices,
  );
  const dearest = (kind: keyof Prices): number => Math.max(...listed.map((each) => each[kind]));
  return (
    (usage.fresh * dearest('input') +
      usage.cacheWrite5m * dearest('cacheWrite5m') +
      usage.cacheWrite1h * dearest('cacheWrite1h') +
      usage.cacheRead * dearest('cacheRead') +
      usage.output * dearest('output')) /
    MILLION
  );
}
