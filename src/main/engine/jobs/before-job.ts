import { failure, ok, type Result } from '../../../shared/errors.ts';
import { lifecycleText } from '../../../shared/model-facts.ts';
import { isVendorHost } from '../../../shared/request-capabilities.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Notices } from '../app/notices.ts';
import type { Keys } from '../settings/keys.ts';
import type { KnownModels } from '../settings/known-models.ts';

/** Checks before a job is created: a job that cannot work must cost nothing and clone nothing. */
export interface BeforeJob {
  /** Of a new job: asks the API whether it accepts the key, and whether it still has the model. */
  keyAndModel(model: string): Promise<Result<null>>;
  /** Of a job that there is already: its key was confirmed, and nothing is asked without one. */
  model(model: string): Promise<Result<null>>;
}

interface Deps {
  ready: Promise<unknown>;
  settings: () => Settings;
  keys: Pick<Keys, 'confirm' | 'value'>;
  models: Pick<KnownModels, 'facts'>;
  notices: Pick<Notices, 'add'>;
}

export const beforeJob = (deps: Deps): BeforeJob => ({
  async keyAndModel(model) {
    await deps.ready;
    const key = await deps.keys.confirm('claude');
    return key.ok ? hasModel(deps, model) : key;
  },
  async model(model) {
    await deps.ready;
    return hasModel(deps, model);
  },
});

async function hasModel({ settings, keys, models, notices }: Deps, model: string): Promise<Result<null>> {
  const key = keys.value('claude');
  if (key === null) return ok(null);
  const { anthropicUrl } = settings();
  const found = await models.facts(key, anthropicUrl, model);
  if (!found.ok) {
    // A gateway may offer more models than it lists.
    if (!isVendorHost(anthropicUrl)) return ok(null);
    return failure('model_not_found', `The Claude API does not know the model ${model}.`, {
      ...(found.error.why === undefined ? {} : { why: found.error.why }),
      next: 'Choose another model for the job.',
    });
  }
  const words = found.value && lifecycleText(model, found.value);
  if (!words) return ok(null);
  if (found.value?.lifecycle === 'retired')
    return failure('model_not_found', words, { next: 'Choose another model for the job.' });
  const next = 'Choose another model for later jobs.';
  notices.add({ id: `model ${model}`, level: 'warning', text: words, next, mends: ['defaults'] });
  return ok(null);
}
