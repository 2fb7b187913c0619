import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBlock } from './model/answer.ts';
import type { Fault } from './model/faults.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { clientFor } from './testing/converse.ts';

let server: ModelServer;
const planner = (): AnswerBlock[] => [
  { type: 'text', text: 'I write it now.' },
  { type: 'tool_use', name: 'write_file', input: { path: 'a.txt', content: 'one two three four five six seven' } },
];
beforeAll(async () => {
  server = await startModelServer({ planner });
});
afterAll(() => server.close());

/** One streamed request; what the SDK makes of it, in a form that a table can hold. */
async function ask(conversation: string, patience?: number): Promise<unknown> {
  const request = {
    model: 'claude-opus-5-5',
    max_tokens: 500,
    messages: [{ role: 'user' as const, content: conversation }],
    tools: [{ name: 'write_file', input_schema: { type: 'object' as const } }],
  };
  const options = patience === undefined ? {} : { signal: AbortSignal.timeout(patience) };
  try {
    const message = await clientFor(server.url).messages.stream(request, options).finalMessage();
    return [message.stop_reason, message.content.map((block) => block.type).join(' ')];
  } catch (error) {
    if (error instanceof Anthropic.APIUserAbortError) return 'nothing came';
    if (error instanceof Anthropic.APIError) return [error.constructor.name, error.status ?? null];
    return error instanceof Anthropic.AnthropicError ? 'AnthropicError' : String(error);
  }
}

const GOOD = ['tool_use', 'text tool_use'];
const CASES: [string, Fault, unknown][] = [
  ['429', { kind: 'status', status: 429, headers: { 'retry-after': '3' } }, ['RateLimitError', 429]],
  ['500', { kind: 'status', status: 500 }, ['InternalServerError', 500]],
  ['529', { kind: 'status', status: 529 }, ['OverloadedError', 529]],
  ['401', { kind: 'status', status: 401 }, ['AuthenticationError', 401]],
  ['402', { kind: 'status', status: 402 }, ['PaymentRequiredError', 402]],
  ['credit', { kind: 'status', status: 400, message: 'Your credit balance is too low' }, ['BadRequestError', 400]],
  ['proxy', { kind: 'proxy_error', status: 502 }, ['InternalServerError', 502]],
  ['reset early', { kind: 'reset', when: 'before_headers' }, ['APIConnectionError', null]],
  ['reset late', { kind: 'reset', when: 'mid_stream' }, 'AnthropicError'],
  ['error event', { kind: 'error_event' }, ['APIError', null]],
  ['end of stream', { kind: 'end_of_stream' }, 'AnthropicError'],
  ['bad tool JSON', { kind: 'bad_tool_json' }, 'AnthropicError'],
  ['max_tokens', { kind: 'max_tokens' }, ['max_tokens', 'text tool_use']],
  ['context', { kind: 'context_window' }, ['model_context_window_exceeded', 'text tool_use']],
  ['refusal', { kind: 'refusal' }, ['refusal', '']],
  ['pause', { kind: 'pause_turn' }, ['pause_turn', 'text']],
  ['words only', { kind: 'end_turn', empty: false }, ['end_turn', 'text']],
  ['nothing at all', { kind: 'end_turn', empty: true }, ['end_turn', '']],
];

describe('faults', () => {
  it.each(CASES)('%s, once, in one conversation', async (name, fault, expected) => {
    server.inject({ conversation: `fault ${name}.`, step: 1, fault });
    expect(await ask('another conversation')).toEqual(GOOD);
    expect(await ask(`fault ${name}.`)).toEqual(expected);
    expect(await ask(`fault ${name}.`)).toEqual(GOOD);
  });

  it.each([
    ['silence', { kind: 'silence' }],
    ['stall', { kind: 'stall', pings: false }],
    ['pings', { kind: 'stall', pings: true }],
  ] satisfies [string, Fault][])('%s lasts until the client gives up', async (name, fault) => {
    server.inject({ conversation: name, fault });
    expect(await ask(`fault ${name}`, 150)).toBe('nothing came');
  });

  it('takes a paused answer back unchanged and goes on', async () => {
    server.inject({ conversation: 'paused', step: 1, fault: { kind: 'pause_turn' } });
    const client = clientFor(server.url);
    const request = {
      model: 'claude-opus-5-5',
      max_tokens: 500,
      tools: [{ name: 'write_file', input_schema: { type: 'object' as const } }],
    };
    const first = await client.messages.create({ ...request, messages: [{ role: 'user', content: 'paused' }] });
    const again = await client.messages.create({
      ...request,
      messages: [
        { role: 'user', content: 'paused' },
        { role: 'assistant', content: first.content },
      ],
    });
    expect([first.stop_reason, again.stop_reason]).toEqual(['pause_turn', 'tool_use']);
  });

  it('writes down what it did', async () => {
    server.inject({ conversation: 'written down', fault: { kind: 'status', status: 529 } });
    await ask('written down');
    await ask('written down');
    const rows = server.journal.filter((record) => record.conversation === 'written down');
    expect(rows.map(({ status, step, fault, calls }) => ({ status, step, fault, calls }))).toEqual([
      { status: 529, step: 1, fault: 'status', calls: [] },
      { status: 200, step: 1, fault: null, calls: ['write_file'] },
    ]);
  });
});
