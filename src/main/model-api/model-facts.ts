import { APIError } from '@anthropic-ai/sdk/core/error';
import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import type { ModelFacts } from '../../shared/model-facts.ts';
import { Effort } from '../../shared/models.ts';
import { answered, shortClient } from './short-call.ts';

const PATIENCE_MS = 15_000;
const MOST_BYTES = 2_000_000;

const Supported = z.object({ supported: z.boolean() }).nullish().catch(null);
const Tokens = z.number().int().positive().nullish().catch(null);
const Moment = z.string().nullish().catch(null);

/** `GET /v1/models/{id}` as far as the app uses it. Part by part: what a gateway leaves out or writes otherwise is not known. */
const Info = z.object({
  id: z.string().min(1),
  type: z.literal('model'),
  max_input_tokens: Tokens,
  max_tokens: Tokens,
  lifecycle: z.enum(['active', 'deprecated', 'retired']).nullish().catch(null),
  retires_at: Moment,
  capabilities: z
    .object({
      effort: z
        .record(z.string(), z.union([z.boolean(), Supported]))
        .nullish()
        .catch(null),
      thinking: z
        .object({ types: z.object({ adaptive: Supported }) })
        .nullish()
        .catch(null),
      structured_outputs: Supported,
    })
    .nullish()
    .catch(null),
});

/**
 * What the API says of a model; null when this host does not say it (most gateways). Costs nothing.
 * Error model_not_found: the host knows models, and not this one.
 */
export async function askModelFacts(apiKey: string, url: string, model: string): Promise<Result<ModelFacts | null>> {
  const client = shortClient(apiKey, url, PATIENCE_MS, MOST_BYTES);
  const asked = await answered(async (signal): Promise<unknown> => {
    try {
      const path = `/v1/models/${encodeURIComponent(model)}`;
      const response = await client.get(path, { signal, maxRetries: 0 }).asResponse();
      return jsonOf(await response.text());
    } catch (error) {
      // A gateway that does not list its models says so in many ways; only the API's own words mean that there is no such model.
      if (error instanceof APIError && error.status === 404 && error.type === null) return null;
      if (error instanceof APIError && [400, 405, 501].includes(error.status ?? 0)) return null;
      throw error;
    }
  }, PATIENCE_MS);
  if (!asked.ok) return asked;
  const info = Info.safeParse(asked.value).data;
  return ok(info ? factsOf(info) : null);
}

function factsOf({ max_tokens, lifecycle, retires_at, capabilities }: z.infer<typeof Info>): ModelFacts {
  const effort = capabilities?.effort;
  const has = (name: string): boolean => {
    const support = effort?.[name];
    return typeof support === 'object' && support !== null && support.supported;
  };
  const efforts = effort?.supported === true ? Effort.options.filter(has) : [];
  return {
    maxOutput: max_tokens ?? null,
    efforts: effort ? efforts : null,
    adaptive: capabilities?.thinking?.types.adaptive?.supported ?? null,
    lifecycle: lifecycle ?? null,
    retiresAt: retires_at ?? null,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
