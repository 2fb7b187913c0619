import type { Block, Body, Heard, ProbeApi } from './api.ts';

/** The models that the questions are about. */
export const MODELS = { main: 'claude-opus-5-5', top: 'claude-fable-5-2', small: 'claude-haiku-5-5' } as const;
export const MARK = { type: 'ephemeral' } as const;

/** Enough for a thought and a short call. */
export const ANSWER_TOKENS = 800;

export const NOTE = {
  name: 'note',
  description: 'Writes a note down. Call it for every result.',
  input_schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

/** About so many tokens of plain text that no other run of the probe has sent: caches must not know it. */
export function filler(tokens: number, salt: string): string {
  const words: string[] = [`Run ${salt}.`];
  for (let index = 0; words.length < tokens / 2; index += 1) words.push(`item${index}`);
  return words.join(' ');
}

export const text = (words: string, more: object = {}): Block => ({ type: 'text', text: words, ...more });
export const thinkingBody = (more: Partial<Body> & Pick<Body, 'messages'>): Body => ({
  ...{ model: MODELS.main, max_tokens: ANSWER_TOKENS, tools: [NOTE] },
  ...{ thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
  ...more,
});

const PUZZLE =
  'Think carefully first: a farmer has hens and goats, 35 heads and 94 feet. How many hens? Then call note with the answer.';

/** An answer that thinks and calls a tool, with the thread that it belongs to. */
export interface Thought {
  heard: Heard;
  opening: Body['messages'];
  thinking: Block | undefined;
  call: Block | undefined;
}

export async function think(api: ProbeApi, salt: string): Promise<Thought> {
  const opening: Body['messages'] = [
    { role: 'user', content: [text(`${filler(700, salt)}\n${PUZZLE}`, { cache_control: MARK })] },
  ];
  const heard = await api.messages(thinkingBody({ messages: opening }));
  const find = (type: string) => heard.body.content.find((block) => block.type === type);
  return { heard, opening, thinking: find('thinking'), call: find('tool_use') };
}

/** The thread one step on: the answer as it came, and a result for its call. */
export function continued({ opening, heard, call }: Thought, result = 'noted', mark = true): Body['messages'] {
  const content: Block[] = call
    ? [{ type: 'tool_result', tool_use_id: call.id, content: result, ...(mark ? { cache_control: MARK } : {}) }]
    : [text('Go on.', mark ? { cache_control: MARK } : {})];
  return [...opening, { role: 'assistant', content: heard.body.content }, { role: 'user', content }];
}
