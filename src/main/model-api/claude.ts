import { checkClaudeKey } from './check-key.ts';
import { judge } from './judge.ts';
import type { ModelApi } from './model-api.ts';
import { askModelFacts } from './model-facts.ts';

/** The short calls to the Claude API that main makes itself. Only what they need of the SDK is loaded. */
export const createModelApi = (): ModelApi => ({
  checkKey: (apiKey, anthropicUrl) => checkClaudeKey(apiKey, anthropicUrl),
  modelFacts: askModelFacts,
  judge,
});
