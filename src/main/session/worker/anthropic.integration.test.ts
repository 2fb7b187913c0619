import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AnthropicOptions, anthropicModel } from './anthropic.ts';
import type { ModelRequest } from './model.ts';
import { startMessagesServer } from './testing/messages-server.ts';
import { AWAKE, NEVER, PLAIN, text } from './testing/scripted.ts';

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
      effort: 'high',
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
    { messages: [{ role: 'user', content: [text('Go')] }], maxTokens: 8000, clearOldResults: false, ...request },
    { onDelta: () => undefined, onRateLimits: (headers) => limits.push(headers) },
    NEVER,
  );
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

it('lets the API clear old tool results of a thread that has become long', async () => {
  const { sent } = await ask({}, { clearOldResults: true });
  expect(sent?.headers['anthropic-beta']).toBe('context-management-2025-06-27');
  expect(sent?.context_management).toMatchObject({ edits: [{ type: 'clear_tool_uses_20250919' }] });
});

it('is not redirected by the environment', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    ANTHROPIC_AUTH_TOKEN: 'other',
    ANTHROPIC_LOG: 'debug',
  });
  const { answer, sent } = await ask();
  process.env = before;
  expect([answer.ok, sent?.headers.authorization]).toEqual([true, 'Bearer sk-ant-test']);
});

it('says when nobody listens at the base URL', async () => {
  const { answer } = await ask({ anthropicUrl: 'http://127.0.0.1:9' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'model_unreachable' } });
});
