import { type Prefix, signThinking } from './prefix.ts';
import type { Message, MessagesRequest, Prompt, ToolResult, ToolUse } from './request.ts';

/** A refusal of the API: HTTP status, error type, words. */
export interface Refusal {
  status: number;
  type: string;
  message: string;
}
export const refuse = (message: string, status = 400, type = 'invalid_request_error'): Refusal => ({
  status,
  type,
  message,
});

const isUse = (block: { type: string }): block is ToolUse => block.type === 'tool_use';
const isResult = (block: { type: string }): block is ToolResult => block.type === 'tool_result';

/** Neighbouring messages of one role count as one message. */
function merged(messages: Message[]): Message[] {
  const result: Message[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (last?.role === message.role) result[result.length - 1] = joined(last, message);
    else result.push(message);
  }
  return result;
}

const joined = (a: Message, b: Message): Message => ({ ...a, content: [...a.content, ...b.content] }) as Message;

/** Every tool call has exactly one result, at the start of the next message; no result without its call. */
function toolPairs(messages: Message[]): string | null {
  const seen = new Set<string>();
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const results = message.content.filter(isResult).map((block) => block.tool_use_id);
    if (open.length > 0) {
      const leading = message.content.findIndex((block) => !isResult(block));
      const first = leading === -1 ? results : results.slice(0, leading);
      const missing = open.filter((id) => message.role !== 'user' || !first.includes(id));
      if (missing.length > 0) {
        return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
      }
    }
    const foreign = results.find((id) => !open.includes(id));
    if (foreign !== undefined) {
      return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${foreign}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    }
    if (new Set(results).size !== results.length) {
      return `messages.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with the same id.`;
    }
    const uses = message.content.filter(isUse).map((block) => block.id);
    if (uses.length > 0 && message.role !== 'assistant') {
      return `messages.${index}: \`tool_use\` blocks can only be in \`assistant\` messages`;
    }
    for (const id of uses) {
      if (seen.has(id)) return `messages.${index}: \`tool_use\` ids must be unique: ${id}`;
      seen.add(id);
    }
    open = uses;
  }
  if (open.length > 0)
    return `messages: \`tool_use\` ids without results at the end of the conversation: ${open.join(', ')}`;
  return null;
}

/** What an answer may not end with, and an error may not be without. */
function endsAndErrors(messages: Message[]): string | null {
  for (const [index, message] of messages.entries()) {
    const last = message.content.at(-1);
    if (message.role === 'assistant' && (last?.type === 'thinking' || last?.type === 'redacted_thinking'))
      return `messages.${index}: The final block in an assistant message cannot be \`thinking\`.`;
    const empty = message.content.findIndex(
      (block) => isResult(block) && block.is_error === true && isEmpty(block.content),
    );
    if (empty !== -1)
      return `messages.${index}.content.${empty}.tool_result: content cannot be empty if \`is_error\` is true`;
  }
  return null;
}
const isEmpty = (content: ToolResult['content']): boolean =>
  content === undefined || content.length === 0 || (typeof content === 'string' && content.trim() === '');

/** What an answer tells of thinking that does not stand behind the prefix that it was made with, where that was asked for. */
export function inputTransformations(messages: Message[], prefix: Prefix, betas: string): object {
  if (!betas.includes('thinking-binding-controls')) return {};
  const changed = messages.flatMap(({ content }, index) =>
    content.filter((block, at) => isChanged(block, prefix, index, at)),
  );
  return { input_transformations: changed.map(() => ({ type: 'thinking_dropped' })) };
}

const isChanged = (block: Message['content'][number], prefix: Prefix, index: number, at: number): boolean =>
  block.type === 'thinking' &&
  block.signature !== signThinking(prefix.account, prefix.before(index, at), block.thinking);

/** A thinking block holds only behind the exact prefix that it was made with. */
function boundThinking(messages: Message[], prefix: Prefix): string | null {
  for (const [index, message] of messages.entries()) {
    for (const [at, block] of message.content.entries()) {
      if (block.type !== 'thinking') continue;
      if (message.role !== 'assistant')
        return `messages.${index}.content.${at}: thinking is only allowed in assistant messages`;
      if (isChanged(block, prefix, index, at)) {
        return `messages.${index}.content.${at}: Invalid \`signature\` in \`thinking\` block. The block is bound to a different conversation. \`system\`, \`tools\` and all messages before a thinking block must be sent exactly as they were.`;
      }
    }
  }
  return null;
}

function breakpoints(prefix: Prefix): string | null {
  const found = prefix.blocks.flatMap((block) => block.breakpoint ?? []);
  if (found.length > 4) return `A maximum of 4 blocks with cache_control may be provided. Found ${found.length}.`;
  const firstShort = found.indexOf('5m');
  if (firstShort !== -1 && found.lastIndexOf('1h') > firstShort) {
    return 'cache_control: a ttl=`1h` block must not come after a ttl=`5m` block.';
  }
  return null;
}

function order(messages: Message[], isPaused: (message: Message) => boolean): string | null {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  const last = messages.at(-1);
  if (last?.role === 'assistant' && !isPaused(last)) {
    return 'This model does not support assistant message prefill. The conversation must end with a user message.';
  }
  return null;
}

/** What the API refuses in a well-formed prompt, or null. */
export function promptRefusal(prompt: Prompt, prefix: Prefix, isPaused: (message: Message) => boolean): Refusal | null {
  const tools = prompt.tools ?? [];
  if (new Set(tools.map((tool) => tool.name)).size !== tools.length) return refuse('tools: Tool names must be unique.');
  const loose = tools.find((tool) => tool.strict && tool.input_schema.additionalProperties !== false);
  if (loose) return refuse(`tools.${loose.name}: strict tools need \`additionalProperties: false\``);
  if (prompt.tool_choice?.type === 'any' || prompt.tool_choice?.type === 'tool') {
    return refuse('tool_choice: forced tool use is not supported by this model, which always thinks. Use `auto`.');
  }
  if (prompt.thinking && !['adaptive', 'between_tools'].includes(prompt.thinking.type)) {
    return refuse(`thinking: type \`${prompt.thinking.type}\` is not supported by this model. Use \`adaptive\`.`);
  }
  if (prompt.thinking?.type === 'between_tools' && !prompt.model.includes('sonnet')) {
    return refuse('thinking: type `between_tools` is not supported by this model.');
  }
  const problem =
    order(prompt.messages, isPaused) ??
    toolPairs(merged(prompt.messages)) ??
    endsAndErrors(prompt.messages) ??
    breakpoints(prefix) ??
    (prompt.thinking?.block_binding?.prefix_mismatch_behavior === 'drop_block'
      ? null
      : boundThinking(prompt.messages, prefix));
  return problem === null ? null : refuse(problem);
}

/** Limits of the model itself. */
export function limitRefusal(
  request: MessagesRequest,
  prefix: Prefix,
  limits: { contextWindow: number; maxOutput: number },
): Refusal | null {
  if (request.max_tokens > limits.maxOutput) {
    return refuse(`max_tokens: ${request.max_tokens} > ${limits.maxOutput}, which is the maximum for ${request.model}`);
  }
  if (prefix.total > limits.contextWindow) {
    return refuse(`prompt is too long: ${prefix.total} tokens > ${limits.contextWindow} maximum`);
  }
  return null;
}
