import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AnthropicOptions, anthropicModel } from './anthropic.ts';
import type { ModelRequest } from './model.ts';
import { startMessagesServer } from './testing/messages-server.ts';
import { AWAKE, NEVER, PLAIN, requestOf, text } from './testing/scripted.ts';

let server: Awaited<ReturnType<typeof startMessagesServer>>;
beforeAll(async () => {
  server = await startMessagesServer(() => ({ content: [text('Hello')], stopReason: 'end_turn' }));
});
afterAll(() => server.close());

async function ask(options: Partial<AnthropicOptions> = {}, request: Partial<ModelRequest> = {}) {
  const limits: Record<string, string>[] = [];
  const model = anthropicModel({
    ...{
      apiKey: 'sk-ant-test',
      anthropicUrl: server.url,
      model: 'claude-opus-5-5',
      system: 'Be good.',
    },
    ...{
      tools: [{ name: 'read', description: 'Reads', input_schema: { type: 'object' } }],
      stallMs: 5000,
      ...AWAKE,
      ...options,
    },
  });
  const answer = await model(
    requestOf({ messages: [{ role: 'user', content: [text('Go')] }], maxTokens: 8000, ...request }),
  )({ onDelta: () => undefined, onRateLimits: (headers) => limits.push(headers) }, NEVER);
  return { answer, limits, sent: server.requests.at(-1) };
}

it('sends a streaming request with explicit effort, visible thinking and cache marks, and nothing that varies', async () => {
  const { sent, limits } = await ask();
  if (!sent) throw new Error('nothing was sent');
  const { headers, ...body } = sent;
  expect(body).toEqual({
    model: 'claude-opus-5-5',
    max_tokens: 8000,
    stream: true,
    system: [{ type: 'text', text: 'Be good.', cache_control: { type: 'ephemeral' } }],
    tools: [{ name: 'read', description: 'Reads', input_schema: { type: 'object' } }],
    messages: [{ role: 'user', content: [{ ...text('Go'), cache_control: { type: 'ephemeral' } }] }],
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'high' },
  });
  expect([headers.authorization, headers['anthropic-beta']]).toEqual(['Bearer sk-ant-test', undefined]);
  expect(limits).toEqual([{ 'anthropic-ratelimit-requests-remaining': expect.any(String) }]);
});

it('sends a plain request where neither thinking nor effort is known', async () => {
  const { sent } = await ask({ model: 'house-model', capabilities: { ...PLAIN, thinking: false, effort: false } });
  expect([sent?.model, sent?.thinking, sent?.output_config]).toEqual(['house-model', undefined, undefined]);
});

it('is not redirected by the environment', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    ANTHROPIC_AUTH_TOKEN: 'other',
    ANTHROPIC_LOG: 'debug',
    ANTHROPIC_CUSTOM_HEADERS: 'x-added: by a shell',
  });
  const { answer, sent } = await ask();
  process.env = before;
  expect([answer.ok, sent?.headers.authorization]).toEqual([true, 'Bearer sk-ant-test']);
  // A gateway may read the one or the other.
  expect([sent?.headers['x-api-key'], sent?.headers['x-added']]).toEqual(['sk-ant-test', undefined]);
});

it('says when nobody listens at the base URL', async () => {
  const { answer } = await ask({ anthropicUrl: 'http://127.0.0.1:9' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'model_unreachable' } });
});
