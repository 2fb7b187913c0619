import { z } from 'zod';
import { Effort, modelCard } from './models.ts';

/** What the Models API of a host says of a model; null: it does not say. */
export const ModelFacts = z.object({
  maxOutput: z.number().int().positive().nullable(),
  /** The levels that it takes; empty: none. */
  efforts: z.array(Effort).nullable(),
  /** `thinking: {type: 'adaptive'}`. */
  adaptive: z.boolean().nullable(),
  lifecycle: z.enum(['active', 'deprecated', 'retired']).nullable(),
  retiresAt: z.string().nullable(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** What a person should hear of a model's end before work is given to it; null while it is in its prime. */
export function lifecycleText(model: string, { lifecycle, retiresAt }: ModelFacts): string | null {
  const name = modelCard(model)?.label ?? model;
  if (lifecycle === 'retired') return `${name} was retired: the API answers no request for it any more.`;
  if (lifecycle !== 'deprecated') return null;
  const day = /^\d{4}-\d{2}-\d{2}/.exec(retiresAt ?? '')?.[0];
  return `${name} is deprecated and ${day === undefined ? 'will be retired' : `retires on ${day}`}.`;
}

/** The effort levels that a model takes at this host; none where that is not known. */
export const effortsOf = (model: string, facts: ModelFacts | null): readonly Effort[] =>
  facts?.efforts ?? modelCard(model)?.efforts ?? [];
