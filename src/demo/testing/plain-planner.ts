import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { AnswerBlock } from '../model/answer.ts';
import { scriptedPlanner } from '../planner.ts';

/** Says what the first message wants: `call` asks for a tool, everything else is answered in words. */
export const plainPlanner = ({ messages, output_config }: Parameters<typeof scriptedPlanner>[0]): AnswerBlock[] => {
  if (output_config?.format) return scriptedPlanner({ messages, output_config, model: '', system: [] });
  const isOver = messages.some(({ content }) => content.some((block) => block.type === 'tool_result'));
  const wants = messages[0]?.content.some((block) => block.type === 'text' && block.text.includes('call'));
  const thinking: AnswerBlock = { type: 'thinking', thinking: 'Let me see what this is about.' };
  if (!wants || isOver) return [thinking, { type: 'text', text: 'Hello, here is a plain answer.' }];
  const calls = ['one.txt', 'two.txt'].map(
    (path): AnswerBlock => ({ type: 'tool_use', name: 'read_file', input: { path } }),
  );
  return [thinking, { type: 'text', text: 'Reading both.' }, ...calls];
};

export const TOOL = {
  name: 'read_file',
  input_schema: { type: 'object' as const, properties: { path: { type: 'string' } }, required: ['path'] },
};
/** A request that asks for two tools. */
export const base: MessageCreateParamsNonStreaming = {
  model: 'claude-opus-5-5',
  max_tokens: 1000,
  thinking: { type: 'adaptive', display: 'summarized' },
  tools: [TOOL],
  messages: [{ role: 'user', content: 'please call' }],
};
