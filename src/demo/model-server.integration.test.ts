import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsNonStreaming, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBlock } from './model/answer.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { scriptedPlanner } from './planner.ts';
import { clientFor } from './testing/converse.ts';

const KEY = 'sk-ant-test';
let server: ModelServer;
let client: Anthropic;
/** Says what the first message wants: `call` asks for a tool, everything else is answered in words. */
const planner = ({ messages, output_config }: Parameters<typeof scriptedPlanner>[0]): AnswerBlock[] => {
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
beforeAll(async () => {
  server = await startModelServer({ planner, apiKey: KEY });
  client = clientFor(server.url, KEY);
});
afterAll(() => server.close());

const TOOL = {
  name: 'read_file',
  input_schema: { type: 'object' as const, properties: { path: { type: 'string' } }, required: ['path'] },
};
const base: MessageCreateParamsNonStreaming = {
  model: 'claude-opus-5-5',
  max_tokens: 1000,
  thinking: { type: 'adaptive', display: 'summarized' },
  tools: [TOOL],
  messages: [{ role: 'user', content: 'please call' }],
};

async function eventTypes(url: string, apiKey: string): Promise<string[]> {
  const body = { model: 'claude-opus-5-5', max_tokens: 100, stream: true, messages: [{ role: 'user', content: 'hi' }] };
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2026-10-21',
      authorization: `Bearer ${apiKey}`,
    },
    body: JSON.stringify(body),
  });
  const events = [...(await response.text()).matchAll(/^event: (.*)$/gm)].map((match) => match[1] ?? '');
  // How a text is cut into pieces, and whether pings come, is up to the server.
  return events.filter((type, index) => type !== 'ping' && type !== events[index - 1]);
}

describe('the wire', () => {
  it('sends the same events in the same order as a server that is not ours', async () => {
    const other = new LLMock({ port: 0 });
    const plain = await startModelServer({ planner: () => [{ type: 'text', text: 'Hello.' }] });
    await other.start();
    try {
      other.onMessage('hi', { content: 'Hello.' });
      expect(await eventTypes(plain.url, KEY)).toEqual(await eventTypes(other.url, KEY));
    } finally {
      await other.stop();
      await plain.close();
    }
  });

  it('answers the same message streamed and whole', async () => {
    const whole = await client.messages.create(base);
    const stream = client.messages.stream(base);
    const streamed = await stream.finalMessage();
    const strip = ({ id: _, ...rest }: Anthropic.Message) => rest;
    expect(strip(streamed).content).toEqual(strip(whole).content);
    expect(streamed.stop_reason).toBe('tool_use');
    expect(streamed.usage).toEqual(whole.usage);
    expect(whole.content.map((block) => block.type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use']);
    expect(stream.response?.headers.get('anthropic-ratelimit-requests-limit')).toBe('4000');
    expect(stream.request_id).toMatch(/^req_01/);
  });

  it('accepts its own answer and the results, and hides thinking unless it is asked for', async () => {
    const { display: _, ...hidden } = { type: 'adaptive' as const, display: 'summarized' as const };
    const first = await client.messages.create({ ...base, thinking: hidden });
    expect(first.content[0]).toMatchObject({ type: 'thinking', thinking: '' });
    const results = first.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'text' }] : [],
    );
    const messages: MessageParam[] = [
      ...base.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: results },
    ];
    const second = await client.messages.create({ ...base, thinking: hidden, messages });
    expect(second.stop_reason).toBe('end_turn');
  });

  it('lists models, counts tokens, and answers a JSON schema', async () => {
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toContain('claude-opus-5-5');
    expect((await client.models.retrieve('claude-haiku-5-5')).max_tokens).toBe(128_000);
    await expect(client.models.retrieve('claude-9')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    const { input_tokens } = await client.messages.countTokens({ model: base.model, messages: base.messages });
    expect(input_tokens).toBeGreaterThan(5);
    const schema = {
      type: 'object',
      properties: { inScope: { type: 'boolean' }, reasons: { type: 'array', items: { type: 'string' } } },
      required: ['inScope', 'reasons'],
      additionalProperties: false,
    };
    const judged = await client.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 500,
      output_config: { format: { type: 'json_schema', schema } },
      messages: [{ role: 'user', content: 'diff --git a/x.md b/x.md\n+text' }],
    });
    const [block] = judged.content;
    const verdict: unknown = JSON.parse(block?.type === 'text' ? block.text : '');
    expect(verdict).toEqual({ inScope: true, reasons: [expect.stringContaining('1 file (x.md)')] });
  });

  it('cuts an answer at max_tokens, and writes nothing for max_tokens 0', async () => {
    const cut = await client.messages.create({ ...base, max_tokens: 12, messages: [{ role: 'user', content: 'hi' }] });
    expect(cut.stop_reason).toBe('max_tokens');
    const warm = await client.messages.create({ ...base, max_tokens: 0 });
    expect([warm.stop_reason, warm.content]).toEqual(['max_tokens', []]);
  });
});

describe('what it refuses', () => {
  const use = (id: string) => ({ type: 'tool_use', id, name: 'read_file', input: {} });
  const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'x' });
  const user = (...content: unknown[]) => ({ role: 'user', content });
  const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
  const text = (words: string) => ({ type: 'text', text: words });
  const marked = { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } };
  const cases: [string, object, RegExp][] = [
    ['temperature', { temperature: 1 }, /temperature: this parameter was removed/],
    ['an unknown field', { colour: 'red' }, /colour: Extra inputs are not permitted/],
    ['a beta field without its beta', { context_management: { edits: [] } }, /context_management: Extra inputs/],
    [
      'an unknown field of a block',
      { messages: [user({ type: 'text', text: 'x', bold: true })] },
      /bold: Extra inputs/,
    ],
    ['an empty text', { messages: [user(text(''))] }, /text content blocks must be non-empty/],
    ['no max_tokens', { max_tokens: undefined }, /max_tokens/],
    ['too many max_tokens', { max_tokens: 200_000 }, /200000 > 128000/],
    ['forced tool use', { tool_choice: { type: 'any' } }, /forced tool use is not supported/],
    ['disabled thinking', { thinking: { type: 'disabled' } }, /type `disabled` is not supported/],
    [
      'a prefill',
      { messages: [user(text('hi')), assistant(text('The'))] },
      /does not support assistant message prefill/,
    ],
    [
      'an assistant first',
      { messages: [assistant(text('hi')), user(text('hi'))] },
      /first message must use the .*user/,
    ],
    [
      'a call without result',
      { messages: [user(text('a')), assistant(use('t1')), user(text('b'))] },
      /without `tool_result`/,
    ],
    [
      'text before the result',
      { messages: [user(text('a')), assistant(use('t1')), user(text('b'), result('t1'))] },
      /without `tool_result`/,
    ],
    ['half of the results', { messages: [user(text('a')), assistant(use('t1'), use('t2')), user(result('t1'))] }, /t2/],
    [
      'two results for one call',
      { messages: [user(text('a')), assistant(use('t1')), user(result('t1'), result('t1'))] },
      /single result/,
    ],
    ['a result without call', { messages: [user(result('t9'))] }, /unexpected `tool_use_id`/],
    [
      'a made-up thinking block',
      { messages: [user(text('a')), assistant({ type: 'thinking', thinking: 'x', signature: 'y' }), user(text('b'))] },
      /bound to a different conversation/,
    ],
    ['five breakpoints', { messages: [user(marked, marked, marked, marked, marked)] }, /maximum of 4 blocks/],
    ['two tools of one name', { tools: [TOOL, TOOL] }, /Tool names must be unique/],
  ];
  it.each(cases)('%s', async (_, change, words) => {
    const request = { ...base, ...change } as unknown as MessageCreateParamsNonStreaming;
    await expect(client.messages.stream(request).finalMessage()).rejects.toThrow(words);
  });

  it('a changed prefix before a thinking block', async () => {
    const first = await client.messages.create({ ...base, system: 'Be brief.' });
    const results = first.content.flatMap((block) => (block.type === 'tool_use' ? [result(block.id)] : []));
    const messages = [
      ...base.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: results },
    ] as MessageParam[];
    await expect(client.messages.create({ ...base, system: 'Be long.', messages })).rejects.toThrow(
      /bound to a different/,
    );
    expect((await client.messages.create({ ...base, system: 'Be brief.', messages })).stop_reason).toBe('end_turn');
  });

  it('a wrong key, an unknown model, a body that is no JSON', async () => {
    const request = { ...base, model: 'claude-unknown' };
    await expect(clientFor(server.url, 'wrong').messages.create(base)).rejects.toBeInstanceOf(
      Anthropic.AuthenticationError,
    );
    await expect(client.messages.create(request)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    const broken = await fetch(`${server.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'anthropic-version': '2026-10-21' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    expect(JSON.stringify(server.journal)).not.toContain(KEY);
  });
});

describe('the prompt cache', () => {
  it('reads what was written before, and only behind a breakpoint', async () => {
    let now = 1_800_000_000_000;
    const own = await startModelServer({ planner, now: () => now });
    const ask = async (system: string, more: MessageParam[] = [], ttl: '5m' | '1h' = '5m') => {
      const { usage } = await clientFor(own.url).messages.create({
        ...base,
        system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral', ttl } }],
        messages: [{ role: 'user', content: 'hi' }, ...more],
      });
      const split = usage.cache_creation;
      return [split?.ephemeral_5m_input_tokens, split?.ephemeral_1h_input_tokens, usage.cache_read_input_tokens]
        .map((n) => (n ? '+' : '0'))
        .join('');
    };
    try {
      const long = 'All work and no play. '.repeat(300);
      expect(await ask('Short.')).toBe('000');
      expect(await ask(long)).toBe('+00');
      expect(await ask(long)).toBe('00+');
      expect(await ask(`${long}!`)).toBe('+00');
      now += 6 * 60_000;
      expect(await ask(long)).toBe('+00');
      expect(await ask(`${long}?`, [], '1h')).toBe('0+0');
      now += 50 * 60_000;
      expect(await ask(`${long}?`, [], '1h')).toBe('00+');
    } finally {
      await own.close();
    }
  });

  it('charges each step of a conversation only for what is new', async () => {
    const system = 'All work and no play. '.repeat(300);
    const request = { ...base, system, cache_control: { type: 'ephemeral' as const } };
    const first = await client.messages.create({ ...request, messages: [{ role: 'user', content: 'call me' }] });
    const results = first.content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'x'.repeat(400) }]
        : [],
    );
    const second = await client.messages.create({
      ...request,
      messages: [
        { role: 'user', content: 'call me' },
        { role: 'assistant', content: first.content },
        { role: 'user', content: results },
      ],
    });
    const total = (usage: Anthropic.Usage) =>
      usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);
    expect(second.usage.cache_read_input_tokens).toBe(total(first.usage));
    expect(second.usage.input_tokens).toBe(0);
  });
});
