import Anthropic from '@anthropic-ai/sdk';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from './model-server.ts';
import { clientFor } from './testing/converse.ts';
import { base, plainPlanner } from './testing/plain-planner.ts';

const KEY = 'sk-ant-test';
let server: ModelServer;
let client: Anthropic;
beforeAll(async () => {
  server = await startModelServer({ planner: plainPlanner, apiKey: KEY });
  client = clientFor(server.url, KEY);
});
afterAll(() => server.close());

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

describe('the prompt cache', () => {
  it('reads what was written before, and only behind a breakpoint', async () => {
    let now = 1_800_000_000_000;
    const own = await startModelServer({ planner: plainPlanner, now: () => now });
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
