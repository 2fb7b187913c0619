import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsNonStreaming, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from './model-server.ts';
import { clientFor } from './testing/converse.ts';
import { base, plainPlanner, TOOL } from './testing/plain-planner.ts';

const KEY = 'sk-ant-test';
let server: ModelServer;
let client: Anthropic;
beforeAll(async () => {
  server = await startModelServer({ planner: plainPlanner, apiKey: KEY });
  client = clientFor(server.url, KEY);
});
afterAll(() => server.close());

describe('what it refuses', () => {
  const use = (id: string) => ({ type: 'tool_use', id, name: 'read_file', input: {} });
  const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'x' });
  const user = (...content: unknown[]) => ({ role: 'user', content });
  const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
  const text = (words: string) => ({ type: 'text', text: words });
  const THOUGHT = { type: 'thinking', thinking: 'x', signature: 'y' };
  const marked = { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } };
  const cases: [string, object, RegExp][] = [
    ['temperature', { temperature: 1 }, /temperature: this parameter was removed/],
    ['an unknown field', { colour: 'red' }, /colour: Extra inputs are not permitted/],
    ['a field of another time', { context_management: { edits: [] } }, /context_management: Extra inputs/],
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
      { messages: [user(text('a')), assistant(THOUGHT, text('c')), user(text('b'))] },
      /bound to a different conversation/,
    ],
    [
      'thinking at the end of an answer',
      { messages: [user(text('a')), assistant(THOUGHT), user(text('b'))] },
      /final block in an assistant message cannot be `thinking`/,
    ],
    ['blank text', { messages: [user(text(' \n'))] }, /must contain non-whitespace text/],
    ['half a character', { messages: [user(text('a\ud800'))] }, /no low surrogate in string/],
    [
      'a block of an unknown type',
      { messages: [user(text('a')), assistant({ type: 'novel' }, text('b')), user(text('c'))] },
      /Input tag 'novel' found using 'type'/,
    ],
    [
      'an error without words',
      { messages: [user(text('a')), assistant(use('t1')), user({ ...result('t1'), content: '', is_error: true })] },
      /content cannot be empty if `is_error` is true/,
    ],
    [
      'a mark on thinking',
      {
        messages: [
          user(text('a')),
          assistant({ ...THOUGHT, cache_control: { type: 'ephemeral' } }, text('c')),
          user(text('b')),
        ],
      },
      /cache_control: Extra inputs are not permitted/,
    ],
    [
      'binding controls without their beta',
      { thinking: { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } } },
      /thinking.block_binding: Extra inputs are not permitted/,
    ],
    [
      'an effort of a message without its beta',
      {
        messages: [
          user(text('a')),
          { role: 'system', content: [], output_config: { effort: 'high' } },
          user(text('b')),
        ],
      },
      /messages.1.output_config: Extra inputs are not permitted/,
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
