import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import { ModelFacts } from '../../../shared/model-facts.ts';
import type { ModelApi } from '../../model-api/model-api.ts';
import { openDocument } from '../../store/document.ts';

const Entry = z.object({ askedAt: z.number(), facts: ModelFacts.nullable() });
const Stored = z.object({ version: z.literal(1), models: z.record(z.string(), Entry) });

/** Capabilities seldom change, retirements are told months before. */
const GOOD_FOR_MS = 24 * 60 * 60_000;
const MOST_ENTRIES = 200;

/** What hosts say of their models, asked once a day for each model and host, and kept over restarts. */
export interface KnownModels {
  /** Asks where it is not known. An outage answers with what was known before. Error: model_not_found. */
  facts(key: string, anthropicUrl: string, model: string): Promise<Result<ModelFacts | null>>;
}

export function createKnownModels(
  file: string,
  now: () => number,
  modelApi: Pick<ModelApi, 'modelFacts'>,
  onProblem: (text: string) => void,
): KnownModels {
  const document = openDocument({ file, schema: Stored, now });
  const entries = new Map<string, z.infer<typeof Entry>>();
  const asking = new Map<string, Promise<Result<ModelFacts | null>>>();

  // Only a cache: where it can't be read or kept, it is asked again.
  const loaded = document.read().then((read) => {
    if (!read.ok) onProblem(`What is known of models could not be read: ${read.error.message}`);
    else for (const [name, entry] of Object.entries(read.value?.models ?? {})) entries.set(name, entry);
  });
  const save = async () => {
    const newest = [...entries].sort(([, a], [, b]) => b.askedAt - a.askedAt).slice(0, MOST_ENTRIES);
    const saved = await document.save({ version: 1, models: Object.fromEntries(newest) });
    if (!saved.ok) onProblem(`What is known of models could not be saved: ${saved.error.message}`);
  };
  const ask = async (name: string, key: string, url: string, model: string): Promise<Result<ModelFacts | null>> => {
    await loaded;
    const entry = entries.get(name);
    if (entry && now() - entry.askedAt < GOOD_FOR_MS) return ok(entry.facts);
    const asked = await modelApi.modelFacts(key, url, model);
    if (!asked.ok) return asked.error.code === 'model_not_found' ? asked : ok(entry?.facts ?? null);
    entries.set(name, { askedAt: now(), facts: asked.value });
    await save();
    return asked;
  };
  return {
    async facts(key, anthropicUrl, model) {
      const name = `${anthropicUrl} ${model}`;
      const under = asking.get(name) ?? ask(name, key, anthropicUrl, model).finally(() => asking.delete(name));
      asking.set(name, under);
      return under;
    },
  };
}
