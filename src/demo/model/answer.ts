import type {
  Message,
  StopReason,
  TextBlock,
  ThinkingBlock,
  ToolUseBlock,
  Usage,
} from '@anthropic-ai/sdk/resources/messages';
import type { Fault } from './faults.ts';
import { type Prefix, signThinking, tokensOf } from './prefix.ts';
import type { PromptUse } from './prompt-cache.ts';
import type { MessagesRequest, Prompt } from './request.ts';

/** One block of an answer, before ids and signatures are put on. */
export type AnswerBlock =
  | { type: 'thinking'; thinking: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; name: string; input: Record<string, unknown> };

/** Whatever decides what the model says next, from the conversation alone. */
export type Planner = (prompt: Prompt) => AnswerBlock[];

type Content = ThinkingBlock | TextBlock | ToolUseBlock;

const lengthOf = (block: Content): number => {
  if (block.type === 'thinking') return block.thinking.length;
  return block.type === 'text' ? block.text.length : JSON.stringify(block).length;
};
const sum = (blocks: Content[]): number => blocks.reduce((total, block) => total + Math.max(4, lengthOf(block)), 0);

/** Puts on what only the server can: signatures bound to the prefix, and ids that no other answer has. */
function sealed(blocks: AnswerBlock[], request: MessagesRequest, prefix: Prefix): Content[] {
  const running = prefix.resume();
  return blocks.map((block, index): Content => {
    const before = running.digest();
    const content: Content =
      block.type === 'thinking'
        ? think(prefix.account, before, request.thinking?.display === 'summarized' ? block.thinking : '')
        : block.type === 'text'
          ? { type: 'text', text: block.text, citations: null }
          : {
              type: 'tool_use',
              id: `toolu_01${before.replace(/[^a-zA-Z0-9]/g, '').slice(0, 20)}${index}`,
              name: block.name,
              input: block.input,
              caller: { type: 'direct' },
            };
    running.add(content);
    return content;
  });
}
const think = (account: string, before: string, thinking: string): ThinkingBlock => ({
  type: 'thinking',
  thinking,
  signature: signThinking(account, before, thinking),
});

/** An answer as the API would send it whole. `cut` is true when its last block is only sent by half. */
export interface BuiltAnswer {
  message: Message;
  cut: boolean;
}

/** Makes the API's message out of what the planner said, the prompt's price and a fault that concerns the answer itself. */
export function buildAnswer(
  said: AnswerBlock[],
  request: MessagesRequest,
  prefix: Prefix,
  use: PromptUse,
  id: string,
  fault: Fault | null,
): BuiltAnswer {
  const kept =
    fault?.kind === 'pause_turn' || fault?.kind === 'end_turn'
      ? said.filter((block) => block.type !== 'tool_use')
      : said;
  const content = fault?.kind === 'end_turn' && fault.empty ? [] : sealed(kept, request, prefix);
  let stopReason: StopReason = content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
  let cut = false;
  if (fault?.kind === 'pause_turn') stopReason = 'pause_turn';
  if (fault?.kind === 'refusal') {
    content.length = 0;
    stopReason = 'refusal';
  }
  if (fault?.kind === 'max_tokens' || fault?.kind === 'context_window' || tokensOf(sum(content)) > request.max_tokens) {
    stopReason = fault?.kind === 'context_window' ? 'model_context_window_exceeded' : 'max_tokens';
    cut = true;
    if (!fault) while (content.length > 1 && tokensOf(sum(content.slice(0, -1))) > request.max_tokens) content.pop();
    if (request.max_tokens === 0) content.length = 0;
  }
  if (fault?.kind === 'says' && fault.content) content.splice(0, content.length, ...(fault.content as Content[]));
  const output = tokensOf(sum(content));
  const odd = fault?.kind === 'says' ? oddParts(fault) : {};
  return {
    cut,
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content,
      stop_reason: stopReason,
      stop_sequence: null,
      stop_details:
        fault?.kind === 'refusal'
          ? {
              type: 'refusal',
              category: fault.category ?? 'general_harms',
              explanation: 'Declined by the scripted model.',
            }
          : null,
      container: null,
      diagnostics: null,
      usage: usageOf(use, output, tokensOf(sum(content.filter((block) => block.type === 'thinking')))),
      ...odd,
    },
  };
}

const oddParts = (said: Extract<Fault, { kind: 'says' }>): Partial<Message> =>
  ({
    ...('stopReason' in said ? { stop_reason: said.stopReason } : {}),
    ...('usage' in said ? { usage: said.usage } : {}),
  }) as Partial<Message>;

function usageOf(use: PromptUse, output: number, thinking: number): Usage {
  return {
    input_tokens: use.fresh,
    cache_creation_input_tokens: use.write5m + use.write1h,
    cache_read_input_tokens: use.read,
    cache_creation: { ephemeral_5m_input_tokens: use.write5m, ephemeral_1h_input_tokens: use.write1h },
    output_tokens: output,
    output_tokens_details: { thinking_tokens: Math.min(thinking, output) },
    server_tool_use: null,
    service_tier: 'standard',
    speed: 'standard',
    inference_geo: 'global',
  };
}
