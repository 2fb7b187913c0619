import Anthropic from '@anthropic-ai/sdk';
import type { Message, MessageParam, ToolResultBlockParam } from '@anthropic-ai/sdk/resources/messages';
import { FinishReport } from '../../shared/finish.ts';
import { runScratchTool, SCRATCH_TOOLS } from './scratch-tools.ts';

const SYSTEM = 'You work in a clone of one repository. '.repeat(20);

export interface Talk {
  report: FinishReport | null;
  messages: MessageParam[];
  answers: Message[];
  /** Names of the tools called, one string per answer. */
  calls: string[];
}

export const clientFor = (url: string, apiKey = 'test-key'): Anthropic =>
  new Anthropic({ baseURL: url, apiKey, maxRetries: 0, logLevel: 'off' });

/** What every request of a test conversation carries. */
export const REQUEST = {
  model: 'claude-opus-5-5',
  max_tokens: 16_000,
  system: [{ type: 'text' as const, text: SYSTEM, cache_control: { type: 'ephemeral' as const } }],
  tools: SCRATCH_TOOLS,
  thinking: { type: 'adaptive' as const, display: 'summarized' as const },
  cache_control: { type: 'ephemeral' as const },
};

/** One turn with the scripted model over the real SDK, tools run in `folder`. `before` is an earlier turn's messages. */
export async function converse(
  client: Anthropic,
  folder: string,
  blocks: readonly string[],
  before: readonly MessageParam[] = [],
): Promise<Talk> {
  const content = blocks.map((text) => ({ type: 'text' as const, text }));
  const talk: Talk = { report: null, messages: [...before, { role: 'user', content }], answers: [], calls: [] };
  for (let step = 0; step < 40; step++) {
    const answer = await client.messages.stream({ ...REQUEST, messages: talk.messages }).finalMessage();
    talk.answers.push(answer);
    talk.messages.push({ role: 'assistant', content: answer.content });
    if (answer.stop_reason !== 'tool_use') return talk;
    const results: ToolResultBlockParam[] = [];
    const names: string[] = [];
    for (const block of answer.content) {
      if (block.type !== 'tool_use') continue;
      const input = block.input as Record<string, unknown>;
      const { ok, content: result } = await runScratchTool(folder, block.name, input);
      names.push(block.name);
      results.push({ type: 'tool_result', tool_use_id: block.id, content: result, is_error: !ok });
      if (block.name === 'finish') talk.report = FinishReport.parse(input);
    }
    talk.calls.push(names.join(' '));
    talk.messages.push({ role: 'user', content: results });
    if (talk.report) return talk;
  }
  throw new Error('the conversation did not end within 40 steps');
}
