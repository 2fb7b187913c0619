import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';
import { MODELS } from '../../shared/models.ts';

const supported = { supported: true };
const unsupported = { supported: false };

/** The models of the price table in the form of `GET /v1/models`. */
export const MODEL_LIST: readonly ModelInfo[] = MODELS.map((model) => ({
  id: model.id,
  type: 'model',
  display_name: `${model.label} (scripted)`,
  created_at: '2026-10-07T00:00:00Z',
  deprecated_at: null,
  retires_at: null,
  lifecycle: 'active',
  line: (['haiku', 'sonnet', 'opus', 'fable', 'mythos'] as const).find((line) => model.id.includes(line)) ?? null,
  max_input_tokens: model.contextWindow,
  max_tokens: model.maxOutput,
  capabilities: {
    batch: unsupported,
    citations: unsupported,
    code_execution: unsupported,
    context_management: {
      supported: false,
      clear_thinking_20251015: null,
      clear_tool_uses_20250919: null,
      compact_20260112: null,
    },
    effort: { supported: true, low: supported, medium: supported, high: supported, xhigh: supported, max: supported },
    image_input: unsupported,
    pdf_input: unsupported,
    server_tools: { supported: false, code_execution: unsupported, web_search: unsupported },
    structured_outputs: supported,
    thinking: {
      supported: true,
      types: {
        adaptive: supported,
        between_tools: model.id.includes('sonnet') ? supported : unsupported,
        disabled: unsupported,
        enabled: unsupported,
      },
    },
  },
}));
