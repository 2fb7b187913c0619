import { z } from 'zod';

/**
 * A request of the Messages API as far as the scripted model understands it. Strict on purpose: a field that the real API
 * does not know (or no longer knows) is an error here too.
 */
const CacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() });
export type CacheControl = z.infer<typeof CacheControl>;
const cacheControl = CacheControl.nullish();

const TextBlock = z.strictObject({
  type: z.literal('text'),
  text: z
    .string()
    .min(1, 'text content blocks must be non-empty')
    .refine((text) => text.trim() !== '', 'text content blocks must contain non-whitespace text'),
  cache_control: cacheControl,
  citations: z.array(z.unknown()).nullish(),
});
const ThinkingBlock = z.strictObject({
  type: z.literal('thinking'),
  thinking: z.string(),
  signature: z.string().min(1),
});
const RedactedThinkingBlock = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string().min(1) });
const ToolUseBlock = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  input: z.record(z.string(), z.unknown()),
  cache_control: cacheControl,
  caller: z.looseObject({ type: z.string() }).optional(),
  toolset_name: z.string().nullish(),
});
const Media = z.looseObject({ type: z.enum(['image', 'document', 'search_result']), cache_control: cacheControl });
const ToolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  content: z.union([z.string(), z.array(z.union([TextBlock, Media]))]).optional(),
  is_error: z.boolean().optional(),
  cache_control: cacheControl,
  toolset_name: z.string().nullish(),
});
const Block = z.discriminatedUnion(
  'type',
  [TextBlock, ThinkingBlock, RedactedThinkingBlock, ToolUseBlock, ToolResultBlock, Media],
  { error: ({ input }) => unknownTag(input) },
);
export type Block = z.infer<typeof Block>;
export type ToolUse = z.infer<typeof ToolUseBlock>;
export type ToolResult = z.infer<typeof ToolResultBlock>;

const unknownTag = (block: unknown): string => {
  const tag = typeof block === 'object' && block !== null && 'type' in block ? String(block.type) : '';
  return `Input tag '${tag}' found using 'type' does not match any of the expected tags: 'text', 'thinking', 'redacted_thinking', 'tool_use', 'tool_result'`;
};

const Content = z
  .union([z.string().min(1), z.array(Block).min(1)])
  .transform((content): Block[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : content));
const Effort = z.enum(['low', 'medium', 'high', 'xhigh', 'max']);
const SaidMessage = z.strictObject({ role: z.enum(['user', 'assistant']), content: Content });
/** A message of the system may say nothing, and only set the effort of what follows. */
const SystemMessage = z
  .strictObject({
    role: z.literal('system'),
    content: z
      .union([Content, z.tuple([])])
      .default([])
      .transform((content): Block[] => [...content]),
    output_config: z.strictObject({ effort: Effort.nullish() }).nullish(),
  })
  .refine(
    ({ content, output_config }) => content.length > 0 || output_config,
    'a message needs content or output_config',
  );
export const Message = z.discriminatedUnion('role', [SaidMessage, SystemMessage]);
export type Message = z.infer<typeof Message>;

const System = z
  .union([z.string(), z.array(TextBlock)])
  .optional()
  .transform((system): z.infer<typeof TextBlock>[] => {
    if (system === undefined || system === '') return [];
    return typeof system === 'string' ? [{ type: 'text', text: system }] : system;
  });

export const ToolOffer = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  input_schema: z.looseObject({
    type: z.literal('object'),
    properties: z.record(z.string(), z.unknown()).optional(),
    required: z.array(z.string()).optional(),
  }),
  type: z.literal('custom').nullish(),
  description: z.string().optional(),
  strict: z.boolean().optional(),
  cache_control: cacheControl,
  input_examples: z.array(z.record(z.string(), z.unknown())).optional(),
  eager_input_streaming: z.boolean().nullish(),
  defer_loading: z.boolean().optional(),
});
export type ToolOffer = z.infer<typeof ToolOffer>;

const shared = {
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  system: System,
  tools: z.array(ToolOffer).optional(),
  tool_choice: z
    .strictObject({
      type: z.enum(['auto', 'any', 'tool', 'none']),
      name: z.string().optional(),
      disable_parallel_tool_use: z.boolean().optional(),
    })
    .optional(),
  thinking: z
    .strictObject({
      type: z.enum(['adaptive', 'between_tools', 'enabled', 'disabled']),
      display: z.enum(['summarized', 'omitted']).nullish(),
      budget_tokens: z.number().int().optional(),
      block_binding: z.strictObject({ prefix_mismatch_behavior: z.enum(['error', 'drop_block']).nullish() }).nullish(),
    })
    .optional(),
  output_config: z
    .strictObject({
      effort: Effort.nullish(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) }).nullish(),
    })
    .optional(),
  cache_control: cacheControl,
};
/** Fields that are refused without their `anthropic-beta` header. */
const BETA_FIELDS: Record<string, string> = {
  'thinking.block_binding': 'thinking-binding-controls-2026-08-01',
  'messages.*.output_config': 'mid-conversation-output-config-2026-07-01',
};

export const CountRequest = z.strictObject(shared);
export const MessagesRequest = z.strictObject({
  ...shared,
  max_tokens: z.number().int().nonnegative(),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  speed: z.enum(['standard', 'fast']).nullish(),
  inference_geo: z.string().nullish(),
  diagnostics: z.strictObject({ previous_message_id: z.string().nullish() }).nullish(),
  container: z.null().optional(),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;
/** What both endpoints share: enough to count, to cache and to check. */
export type Prompt = z.infer<typeof CountRequest>;

/** Fields that older versions of the API took; their refusal has words of its own. */
const REMOVED = ['temperature', 'top_p', 'top_k', 'output_format'] as const;

/**
 * The complaint about a field that was removed, that needs a beta which the request does not name, or that this host has not
 * heard of (`unknown`: paths, `*` for each item of a list); or null.
 */
export function unwelcomeField(body: unknown, betas: string, unknown: readonly string[] = []): string | null {
  if (typeof body !== 'object' || body === null) return null;
  if (hasHalfCharacter(body)) return 'The request body is not valid JSON: no low surrogate in string';
  const removed = REMOVED.find((field) => field in body);
  if (removed) return `${removed}: this parameter was removed and must not be sent`;
  const needBeta = Object.entries(BETA_FIELDS).flatMap(([field, name]) => (betas.includes(name) ? [] : [field]));
  const found = [...needBeta, ...unknown].map((field) => place(body, field.split('.'))).find((path) => path !== null);
  return found ? `${found.join('.')}: Extra inputs are not permitted` : null;
}

/** Where a path leads in a body, with the number of the item in place of `*`; null where there is nothing. */
function place(value: unknown, [part, ...rest]: readonly string[]): string[] | null {
  if (part === undefined) return [];
  if (typeof value !== 'object' || value === null) return null;
  const names = part === '*' ? Object.keys(value) : Object.hasOwn(value, part) ? [part] : [];
  for (const name of names) {
    const found = place((value as Record<string, unknown>)[name], rest);
    if (found) return [name, ...found];
  }
  return null;
}

/** The API reads no half of a character. */
function hasHalfCharacter(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => !name.isWellFormed() || hasHalfCharacter(part));
}

/** The first complaint of a failed parse, in the API's form: `messages.0.content.1.text: …`. */
export function complaint(error: z.ZodError): string {
  let issue = error.issues[0];
  const path: PropertyKey[] = [...(issue?.path ?? [])];
  // A union only says that nothing fits; the branch that got furthest says what is wrong.
  while (issue?.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((branch) => branch[0]).filter((branch) => branch !== undefined);
    issue = branches.sort((a, b) => b.path.length - a.path.length)[0];
    path.push(...(issue?.path ?? []));
  }
  if (!issue) return 'invalid request';
  const where = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${[...path, issue.keys[0] ?? ''].map(String).join('.')}: Extra inputs are not permitted`;
  }
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}
