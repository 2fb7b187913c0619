import { z } from 'zod';
import { effortsOf, type ModelFacts } from './model-facts.ts';
import { MODELS, modelCard } from './models.ts';

/** What a host takes in a request for a model. Newest fields go to the vendor's own host only: many gateways refuse them. */
export const RequestCapabilities = z.object({
  /** `thinking: {type: 'adaptive', display: 'summarized'}`. */
  thinking: z.boolean(),
  /** `output_config.effort`. */
  effort: z.boolean(),
  /** `eager_input_streaming` of a tool: its input arrives as it is written, not parameter by parameter. */
  eagerToolInput: z.boolean(),
  /** A system message with an effort of its own: what stands before it keeps its place in the cache. */
  effortPerMessage: z.boolean(),
  /** `thinking.block_binding`: the API may leave out thinking whose prefix has changed, rather than refuse the request. */
  bindingControls: z.boolean(),
  /** `diagnostics.previous_message_id`: the answer says why the cache was missed. */
  cacheDiagnosis: z.boolean(),
  /** A request for no output (`max_tokens: 0`) renews what the cache holds. */
  keepWarm: z.boolean(),
  /** The largest `max_tokens`. */
  maxOutput: z.number().int().positive(),
  /** Fields that this host has refused for this model before, as paths: `tools.*.eager_input_streaming`. */
  without: z.array(z.string()).default([]),
});
export type RequestCapabilities = z.infer<typeof RequestCapabilities>;

/** The largest output that a model outside of the price table is asked for. */
const UNKNOWN_MOST_TOKENS = 64_000;
/** Adaptive thinking and effort exist from these generations on; a gateway's own model name gets a plain request. */
const CURRENT = /claude-(?:(?:opus|sonnet)-4-[678]|(?:opus|sonnet|haiku|fable|mythos)-[5-9])/;

/** By what the host says of the model, then by the price table, then by the names of host and model. */
export function capabilitiesOf(
  model: string,
  anthropicUrl: string,
  facts: ModelFacts | null = null,
): RequestCapabilities {
  const card = modelCard(model);
  const listed = card !== undefined && MODELS.includes(card);
  const current = card ? card.adaptive : CURRENT.test(model);
  const own = isVendorHost(anthropicUrl);
  return {
    thinking: facts?.adaptive ?? current,
    effort: facts?.efforts || card ? effortsOf(model, facts).length > 0 : current,
    eagerToolInput: own,
    effortPerMessage: own && listed,
    bindingControls: own && (facts?.adaptive ?? current),
    cacheDiagnosis: own,
    keepWarm: own && listed,
    maxOutput: facts?.maxOutput ?? card?.maxOutput ?? UNKNOWN_MOST_TOKENS,
    without: [],
  };
}

/** Is this the API itself, not a gateway before it? */
export const isVendorHost = (anthropicUrl: string): boolean =>
  /^https:\/\/(?:[\w-]+\.)*api\.anthropic\.com(?::\d+)?(?:\/|$)/i.test(anthropicUrl);
