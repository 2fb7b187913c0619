import { describe, expect, it } from 'vitest';
import { answerReader, EndlessAnswer } from './answer-reader.ts';
import { serverSentEvents } from './server-sent-events.ts';

const LISTENER = { onDelta: () => undefined, onRateLimits: () => undefined };
const TIMES = { started: 0, now: 10 };
const MESSAGE = { id: 'msg_1', model: 'm', content: [], stop_reason: null };
const GOOD = { input_tokens: 100, output_tokens: 50 };
const TEXT = 'Hello, all of you.';

function reader(maxTokens = 1000, ticks = () => 0) {
  const read = answerReader(LISTENER, ticks, { maxTokens, inputTokens: 4000 }, new Headers());
  const say = (type: string, data: object = {}) => read.read({ event: type, data: JSON.stringify({ type, ...data }) });
  const block = (content_block: object, ...deltas: object[]) => {
    say('content_block_start', { index: 0, content_block });
    for (const delta of deltas) say('content_block_delta', { index: 0, delta });
    say('content_block_stop', { index: 0 });
  };
  return { read, say, block };
}

describe('usage that is not told, or cannot be true', () => {
  it.each([
    ['missing', undefined, undefined],
    ['null', null, null],
    ['{}', {}, {}],
    ['zeros', { input_tokens: 0, output_tokens: 0 }, {}],
    ['negative', { input_tokens: -5, output_tokens: -1 }, { output_tokens: -1 }],
    ['text', { input_tokens: '100', output_tokens: 'many' }, { output_tokens: 'many' }],
    ['a fraction', { input_tokens: 1.5, output_tokens: 0.5 }, { output_tokens: 0.5 }],
    ['a list', [1, 2], [3]],
  ])('%s: the answer is used, and counts by its length and the most that went in', (_name, first, last) => {
    const { read, say, block } = reader();
    say('message_start', { message: { ...MESSAGE, usage: first } });
    block({ type: 'text', text: '' }, { type: 'text_delta', text: TEXT });
    say('message_delta', { delta: { stop_reason: 'end_turn' }, usage: last });
    say('message_stop');
    const answer = read.answer(null, TIMES);
    expect(answer).toMatchObject({ ok: true, value: { estimated: true, content: [{ type: 'text', text: TEXT }] } });
    const usage = answer.ok ? answer.value.usage : null;
    expect(usage).toMatchObject({ fresh: 0, cacheWrite5m: 4000, cacheRead: 0 });
    expect(usage?.output).toBeGreaterThanOrEqual(TEXT.length / 3);
  });

  it('keeps what is told where only one side is missing', () => {
    const { read, say, block } = reader();
    say('message_start', { message: { ...MESSAGE, usage: { ...GOOD, output_tokens: 1 } } });
    block({ type: 'text', text: '' }, { type: 'text_delta', text: TEXT });
    say('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: null } });
    say('message_stop');
    expect(read.answer(null, TIMES)).toMatchObject({ ok: true, value: { usage: { fresh: 100 } } });
  });

  it.each([
    ['is told at the beginning alone', undefined],
    ['stays at 1', { output_tokens: 1 }],
    ['goes down', { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 }],
  ])('a counter that %s is no total of a long answer', (_name, last) => {
    const { read, say, block } = reader(50_000);
    say('message_start', {
      message: { ...MESSAGE, usage: { ...GOOD, output_tokens: 1, cache_read_input_tokens: 70 } },
    });
    block({ type: 'text', text: '' }, { type: 'text_delta', text: TEXT.repeat(1000) });
    say('message_delta', { delta: { stop_reason: 'end_turn' }, usage: last });
    say('message_stop');
    const answer = read.answer(null, TIMES);
    expect(answer).toMatchObject({ ok: true, value: { estimated: true, usage: { fresh: 100, cacheRead: 70 } } });
    expect(answer.ok ? answer.value.usage.output : 0).toBeGreaterThanOrEqual((TEXT.length * 1000) / 4);
  });

  it('what is estimated of a whole answer is never more than was asked for', () => {
    const { read, say, block } = reader(1000);
    say('message_start', { message: { ...MESSAGE, usage: { ...GOOD, output_tokens: 1 } } });
    block({ type: 'text', text: '' }, { type: 'text_delta', text: TEXT.repeat(400) });
    say('message_delta', { delta: { stop_reason: 'max_tokens' } });
    say('message_stop');
    expect(read.answer(null, TIMES)).toMatchObject({ value: { usage: { output: 1000 } } });
  });

  it('counts of an answer that broke off at most what was sent and could come', () => {
    const { read, say, block } = reader(10);
    say('message_start', { message: { ...MESSAGE, usage: { input_tokens: 9_000_000, output_tokens: 9_000_000 } } });
    block({ type: 'text', text: '' }, { type: 'text_delta', text: TEXT.repeat(20) });
    const failure = read.failure({ code: 'model_overloaded', message: 'no' });
    expect(failure).toMatchObject({ usage: { cacheWrite5m: 4000, output: 10 } });
  });

  it.each([
    ['thinking', 20, 1200],
    ['tool_use', 20, 1200],
    ['text', 20, 6],
    ['thinking', 1000, 5000],
  ])('%s for %i s in a stream that breaks off counts as %i tokens', (type, seconds, tokens) => {
    let now = 0;
    const { read, say } = reader(5000, () => now);
    say('message_start', { message: { ...MESSAGE, usage: { ...GOOD, output_tokens: 1 } } });
    say('content_block_start', { index: 0, content_block: { type } });
    now += seconds * 1000;
    read.read({ event: 'ping', data: '{}' });
    // Nothing came any more: it may have died long ago.
    now += 300_000;
    const failure = read.failure({ code: 'model_stalled', message: 'no' });
    expect(failure).toMatchObject({ estimated: true, usage: { output: tokens } });
  });

  it('knows where an answer was made dearer', () => {
    const { read, say, block } = reader();
    say('message_start', { message: { ...MESSAGE, usage: { ...GOOD, inference_geo: 'us' } } });
    block({ type: 'text', text: 'x' });
    say('message_stop');
    expect(read.answer(null, TIMES)).toMatchObject({ value: { priceFactor: 1.1, estimated: false } });
  });
});

describe('what gateways say', () => {
  it.each([
    ['tool_calls', 'tool_use'],
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['content_filter', 'refusal'],
    [undefined, 'none'],
    [null, 'none'],
    [7, 'none'],
  ])('a stop reason of %j is %s', (said, meant) => {
    const { read, say, block } = reader();
    say('message_start', { message: { ...MESSAGE, usage: GOOD } });
    block({ type: 'text', text: 'x' });
    say('message_delta', { delta: { stop_reason: said } });
    say('message_stop');
    expect(read.answer(null, TIMES)).toMatchObject({ ok: true, value: { stopReason: meant } });
  });

  it('an answer whose end was told is whole without its last event; one in the middle of a block is not', () => {
    const whole = reader();
    whole.say('message_start', { message: { ...MESSAGE, usage: GOOD } });
    whole.block({ type: 'text', text: 'x' });
    whole.say('message_delta', { delta: { stop_reason: 'end_turn' }, usage: GOOD });
    expect(whole.read.answer(null, TIMES)).toMatchObject({ ok: true });
    const cut = reader();
    cut.say('message_start', { message: { ...MESSAGE, usage: GOOD } });
    cut.say('content_block_start', { index: 0, content_block: { type: 'text', text: 'x' } });
    expect(cut.read.answer(null, TIMES)).toMatchObject({ ok: false, error: { code: 'model_unreachable' } });
  });

  it('an input in the first event of its block, or in one answer without a stream', () => {
    const use = { type: 'tool_use', id: 'a', name: 'read', input: { path: 'x' } };
    const streamed = reader();
    streamed.say('message_start', { message: { ...MESSAGE, usage: GOOD } });
    streamed.block(use);
    streamed.say('message_stop');
    const whole = reader();
    whole.read.readWhole({ ...MESSAGE, content: [use], stop_reason: 'tool_use', usage: GOOD });
    for (const { read } of [streamed, whole])
      expect(read.answer(null, TIMES)).toMatchObject({ ok: true, value: { content: [use], estimated: false } });
  });

  it('events that mean nothing are passed over', () => {
    const { read, say } = reader();
    read.read({ event: 'message', data: '7' });
    say('content_block_delta', { index: 4, delta: { type: 'text_delta', text: 'x' } });
    say('message_stop');
    expect(read.isWhole()).toBe(false);
  });
});

describe('an answer without an end', () => {
  it('is given up', () => {
    const { say } = reader(10);
    say('message_start', { message: { ...MESSAGE, usage: GOOD } });
    say('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    const more = () => say('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'x'.repeat(1000) } });
    expect(() => Array.from({ length: 30 }, more)).toThrow(EndlessAnswer);
  });

  it('is given up when it is one event', async () => {
    async function* body() {
      for (;;) yield new TextEncoder().encode('x'.repeat(1_000_000));
    }
    await expect(serverSentEvents(body()).next()).rejects.toThrow('longer than');
  });

  it('a tool input nested 200,000 deep is an input that its tool refuses', () => {
    const { read, say, block } = reader(200_000);
    say('message_start', { message: { ...MESSAGE, usage: GOOD } });
    block(
      { type: 'tool_use', id: 'a', name: 'read', input: {} },
      { type: 'input_json_delta', partial_json: '['.repeat(200_000) },
    );
    say('message_delta', { delta: { stop_reason: 'tool_use' }, usage: GOOD });
    say('message_stop');
    const answer = read.answer(null, TIMES);
    expect(answer.ok && answer.value.content[0]?.input).toContain('nested too deeply');
    expect(() =>
      say('content_block_start', { index: 1, content_block: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) }),
    ).toThrow();
  });
});

describe('server-sent events', () => {
  it.each([1, 7, 1000])('are read however they are cut: %d bytes at a time', async (size) => {
    const bytes = new TextEncoder().encode(
      'event: a\r\ndata: {"x":\r\ndata: "é"}\r\n\r\n: note\n\nevent: b\ndata:1\n\ndata: last',
    );
    async function* body() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const events: object[] = [];
    for await (const event of serverSentEvents(body())) events.push(event);
    expect(events).toEqual([
      { event: 'a', data: '{"x":\n"é"}' },
      { event: 'b', data: '1' },
      { event: '', data: 'last' },
    ]);
  });
});
