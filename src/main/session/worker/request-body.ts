import type { RawBlock } from '../../../shared/events.ts';
import type { Effort } from '../../../shared/models.ts';
import type { RequestCapabilities } from '../../../shared/request-capabilities.ts';
import { CACHE_MARK, withCacheMarks } from './cache-marks.ts';
import type { ModelRequest } from './model.ts';

/** What stays the same in all requests of a session. */
export interface RequestFrame {
  model: string;
  capabilities: RequestCapabilities;
  system: string;
  tools: readonly { name: string; description: string; input_schema: object }[];
}

/** Tools whose input is long: its pieces arrive as they are written, so a stream that writes is not taken for a dead one. */
const LONG_INPUTS = new Set(['write_file', 'edit_file', 'run_command', 'finish']);
const BINDING_CONTROLS = 'thinking-binding-controls-2026-08-01';
const OUTPUT_CONFIG = 'mid-conversation-output-config-2026-07-01';

/** A request as it goes over the wire: its body, and the betas that its fields need. */
export function requestBody(
  { model, capabilities, system, tools }: RequestFrame,
  request: ModelRequest,
): { body: Record<string, unknown>; betas: string[] } {
  const { left } = request;
  const without = [...capabilities.without, ...left.fields];
  const perMessage =
    capabilities.effort &&
    capabilities.effortPerMessage &&
    !without.some((field) => field.startsWith('messages.*.output_config'));
  const effort = (perMessage ? request.efforts[0] : request.efforts.at(-1))?.effort;
  const turns = perMessage ? request.efforts.slice(1) : [];
  const dropBlock = left.foreignThinking && capabilities.thinking && capabilities.bindingControls;
  const thinking = {
    // Without summaries the text between tool calls is empty, and a live view looks dead.
    ...{ type: 'adaptive', display: 'summarized' },
    ...(dropBlock ? { block_binding: { prefix_mismatch_behavior: 'drop_block' } } : {}),
  };
  const body = {
    model,
    max_tokens: request.maxTokens,
    system: [{ type: 'text', text: system, cache_control: CACHE_MARK }],
    tools: capabilities.eagerToolInput
      ? tools.map((tool) => (LONG_INPUTS.has(tool.name) ? { ...tool, eager_input_streaming: true } : tool))
      : tools,
    messages: withEfforts(withCacheMarks(request.messages), turns),
    ...(capabilities.thinking ? { thinking } : {}),
    ...(capabilities.effort && effort ? { output_config: { effort } } : {}),
    ...(capabilities.cacheDiagnosis && request.previousMessageId !== null
      ? { diagnostics: { previous_message_id: request.previousMessageId } }
      : {}),
  };
  const betas = [...(dropBlock ? [BINDING_CONTROLS] : []), ...(turns.length > 0 ? [OUTPUT_CONFIG] : [])];
  return { body: without.reduce<Record<string, unknown>>(withoutField, body), betas };
}

/** The JSON of blocks that were sent before: a thread only grows, and each of its requests would write all of it again. */
const written = new WeakMap<RawBlock, string>();

/** A body as it goes over the wire. */
export function bytesOf({ messages, ...rest }: Record<string, unknown>): Buffer {
  const start = JSON.stringify(rest).slice(0, -1);
  return Buffer.from(`${start},"messages":[${(messages as readonly Sent[]).map(jsonOf).join()}]}`);
}

type Sent = { content: readonly RawBlock[] } & Record<string, unknown>;

function jsonOf({ content, ...rest }: Sent): string {
  const blocks = content.map((block) => {
    const json = written.get(block) ?? JSON.stringify(block);
    written.set(block, json);
    return json;
  });
  return `${JSON.stringify(rest).slice(0, -1)},"content":[${blocks.join()}]}`;
}

/** An effort of its own for what follows stands in a message that says nothing else. */
function withEfforts(
  messages: { role: string; content: RawBlock[] }[],
  turns: readonly { at: number; effort: Effort }[],
): object[] {
  if (turns.length === 0) return messages;
  return messages.flatMap((message, index) => [
    ...turns
      .filter(({ at }) => at === index)
      .map(({ effort }) => ({ role: 'system', content: [], output_config: { effort } })),
    message,
  ]);
}

/** Without these there is no request. */
const NEEDED = new Set([
  ...[
    'model',
    'max_tokens',
    'messages',
    'stream',
    'role',
    'content',
    'type',
    'text',
    'id',
    'name',
    'input',
    'tool_use_id',
  ],
  ...['input_schema', 'tools', 'system', 'signature', 'data'],
]);

/** The path of a field that a host has refused, for all its places: `tools.3.custom.x` becomes `tools.*.custom.x`. */
export const fieldPath = (refused: string): string =>
  refused
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? '*' : part))
    .join('.');

/** Would the request be another one without this field, and still a request? */
export function canDoWithout(body: Record<string, unknown>, path: string): boolean {
  if (NEEDED.has(path.split('.').at(-1) ?? '')) return false;
  return JSON.stringify(withoutField(body, path)) !== JSON.stringify(body);
}

/** A copy without a field. The API's paths hold names of variants (`thinking.adaptive.display`) that are no fields: they are passed over. */
export function withoutField(body: Record<string, unknown>, path: string): Record<string, unknown> {
  return without(body, path.split('.')) as Record<string, unknown>;
}

function without(value: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return part === '*' ? value.map((item) => without(item, rest)) : value;
  const record = value as Record<string, unknown>;
  if (!Object.hasOwn(record, part)) return rest.length > 0 ? without(value, rest) : value;
  if (rest.length > 0) return { ...record, [part]: without(record[part], rest) };
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== part));
}
