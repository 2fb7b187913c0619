import { z } from 'zod';
import { NO_USAGE, type Usage } from './usage.ts';

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
  /** The levels that change what it does; none: it takes no effort. */
  efforts: readonly Effort[];
  /** It decides by itself how much to think (`thinking: {type: 'adaptive'}`). */
  adaptive: boolean;
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
  efforts: Effort.options,
  adaptive: true,
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

/** What is kept back in doubt: older models have smaller windows, and most of them know no effort. */
const older = (id: string, label: string, listed: Prices, more: Partial<ModelCard> = {}): ModelCard => ({
  ...card(id, label, 'An earlier model', 'high', listed),
  ...{ contextWindow: 200_000, maxOutput: 64_000, efforts: [], adaptive: false },
  ...more,
});
const WIDE = { contextWindow: MILLION, maxOutput: 128_000, adaptive: true };
const UP_TO_HIGH: readonly Effort[] = ['low', 'medium', 'high'];
const OPUS_4 = prices(5, 25, 6.25, 10, 0.5);
const FIRST_OPUS = prices(15, 75, 18.75, 30, 1.5);
const SONNET_4 = prices(3, 15, 3.75, 6, 0.3);

/** Models that are not offered, but that a setting, an older job or a gateway may name. Prices: where two are told, the dearer. */
const OLDER: readonly ModelCard[] = [
  older('claude-fable-5', 'Claude Fable 5', prices(10, 50, 12.5, 20, 1), { ...WIDE, efforts: Effort.options }),
  older('claude-sonnet-5', 'Claude Sonnet 5', SONNET_4, { ...WIDE, efforts: Effort.options }),
  older('claude-opus-4-8', 'Claude Opus 4.8', OPUS_4, { ...WIDE, efforts: Effort.options }),
  older('claude-opus-4-7', 'Claude Opus 4.7', OPUS_4, { ...WIDE, efforts: Effort.options }),
  older('claude-opus-4-6', 'Claude Opus 4.6', OPUS_4, { ...WIDE, efforts: UP_TO_HIGH }),
  older('claude-sonnet-4-6', 'Claude Sonnet 4.6', SONNET_4, { adaptive: true, efforts: UP_TO_HIGH }),
  older('claude-opus-4-5', 'Claude Opus 4.5', OPUS_4),
  older('claude-sonnet-4-5', 'Claude Sonnet 4.5', SONNET_4),
  older('claude-haiku-4-5', 'Claude Haiku 4.5', prices(1, 5, 1.25, 2, 0.1)),
  older('claude-opus-4-1', 'Claude Opus 4.1', FIRST_OPUS, { maxOutput: 32_000 }),
  older('claude-opus-4', 'Claude Opus 4', FIRST_OPUS, { maxOutput: 32_000 }),
  older('claude-sonnet-4', 'Claude Sonnet 4', SONNET_4),
];

/**
 * A model's name as vendors and gateways write it: a provider's prefix (`us.anthropic.`, `anthropic/`, `vertex_ai/`), the version
 * with a dash or a dot, then a snapshot's date, a revision (`-v1:0`) or a variant (`@default`, `:beta`, `[1m]`).
 */
const NAME =
  /(?:^|[^a-z0-9])claude-(opus|sonnet|haiku|fable|mythos)-(\d{1,2})(?:[-.](\d{1,2}))?(?:-latest)?(?:[-@]20\d{6})?(?:-v\d+(?::\d+)?)?(?:@(?:default|latest)|:[a-z]+|\[1m\])?$/i;

/** The name without what a provider puts around it, as the Claude API itself would take it; null when it is none of its names. */
export function plainModelId(id: string): string | null {
  const [, line, major, minor] = NAME.exec(id.trim()) ?? [];
  return line === undefined ? null : `claude-${line.toLowerCase()}-${major}${minor === undefined ? '' : `-${minor}`}`;
}

/** The card of a model, however a provider writes its name; undefined for one that the table does not know. */
export function modelCard(id: string): ModelCard | undefined {
  const plain = plainModelId(id);
  return [...MODELS, ...OLDER].find((model) => model.id === plain);
}

const LINE = /(?:^|[^a-z])(opus|sonnet|haiku|fable)(?![a-z])/i;
/** Names of the generations that had other prices than the present ones. */
const FIRST_GENERATIONS = /claude-(?:[123]\b|(?:opus|sonnet|haiku)-[34](?![-.]?[5-9]))/i;

/** Cards that could be meant: its own; else those of its line (opus, haiku, …); else all. */
function cardsFor(id: string): readonly ModelCard[] {
  const own = modelCard(id);
  if (own) return [own];
  const line = LINE.exec(id)?.[1]?.toLowerCase();
  const known = FIRST_GENERATIONS.test(id) ? OLDER : MODELS;
  return line === undefined ? MODELS : known.filter((model) => LINE.exec(model.id)?.[1] === line);
}

/** The effort that is sent: the wanted one, or the next lower one that the model knows, or its lowest. */
export function fittingEffort(wanted: Effort, known: readonly Effort[]): Effort {
  const fitting = Effort.options.slice(0, Effort.options.indexOf(wanted) + 1).filter((level) => known.includes(level));
  return fitting.at(-1) ?? known[0] ?? wanted;
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

/**
 * Whose prices an answer has: a host may hand a request on to another model than the one that was asked, when that one refuses
 * or is busy, and then the price of that other one is on the invoice. A name that the table does not know changes nothing.
 */
export function dearerModel(asked: string, answered: string): string {
  const usd = (model: string) => costOfAnswer(model, { ...NO_USAGE, fresh: 1000, output: 1000 });
  return modelCard(answered) !== undefined && usd(answered) > usd(asked) ? answered : asked;
}
