import { z } from 'zod';
import { ModelFacts } from '../model-facts.ts';
import { KeyName, KeyState, Settings } from '../settings.ts';
import { done, method } from './method.ts';

/** Settings, keys and models. */
export const SETTINGS_METHODS = {
  'settings.update': method(z.object({ settings: Settings }), done),
  /** Checks the key with a live call and, if it holds, stores it. */
  'keys.set': method(z.object({ name: KeyName, value: z.string().trim().min(1).max(1000) }), KeyState),
  'keys.remove': method(z.object({ name: KeyName }), done),
  /** What the API of the settings says of this model; null when it does not say. Costs nothing. */
  'models.facts': method(z.object({ model: z.string().min(1).max(300) }), ModelFacts.nullable()),
} as const;
