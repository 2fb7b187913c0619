import { describe, expect, it } from 'vitest';
import { type RequestFrame, requestBody, withoutField } from './request-body.ts';
import { FULL, PLAIN, requestOf, text, thinking } from './testing/scripted.ts';
import { wayBack } from './way-back.ts';

const MESSAGES = [
  { role: 'user' as const, content: [text('Go')] },
  { role: 'assistant' as const, content: [thinking('hm'), { type: 'novel' }, text('Well.')] },
  { role: 'user' as const, content: [text('Go on')] },
];
const frame = (capabilities = FULL): RequestFrame => ({
  ...{ model: 'claude-opus-5-5', capabilities, system: 'Be good.' },
  tools: [{ name: 'write_file', description: 'Writes', input_schema: { type: 'object' } }],
});
const request = requestOf({ messages: MESSAGES, maxTokens: 64_000 });
const BOUND =
  'messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.';

function ask(why: string, changes = {}, capabilities = FULL) {
  const asked = { ...request, ...changes };
  return wayBack(why, requestBody(frame(capabilities), asked).body, asked, capabilities);
}

describe('the way back from a refusal', () => {
  it.each([
    ['thinking.adaptive.display: Extra inputs are not permitted', 'thinking.adaptive.display'],
    ['tools.0.custom.eager_input_streaming: Extra inputs are not permitted', 'tools.*.custom.eager_input_streaming'],
    [
      'litellm.BadRequestError: {"message":"output_config.effort: Extra inputs are not permitted"}',
      'output_config.effort',
    ],
    ['#: extraneous key [thinking] is not permitted, please reformat your input', 'thinking'],
    ["Unknown parameter: 'thinking.display'.", 'thinking.display'],
    ['Unrecognized request argument supplied: output_config', 'output_config'],
    ['This model does not support the effort parameter.', 'output_config.effort'],
    ['adaptive thinking is not supported on this model', 'thinking'],
    ['system.0.cache_control: Extra inputs are not permitted', 'system.*.cache_control'],
  ])('%s', (why, field) => {
    expect(ask(why)).toEqual({ do: 'leave_out_field', field });
    // Asked once: what is left out already is no way back.
    expect(ask(why, { left: { ...request.left, fields: [field] } })?.do).not.toBe('leave_out_field');
  });

  it('takes exactly the named field out, wherever it stands', () => {
    const { body } = requestBody(frame(), request);
    expect(withoutField(body, 'tools.*.custom.eager_input_streaming')).toEqual({
      ...body,
      tools: [{ name: 'write_file', description: 'Writes', input_schema: { type: 'object' } }],
    });
    expect(withoutField(body, 'thinking.adaptive.display').thinking).toEqual({ type: 'adaptive' });
  });

  it.each([
    'messages.0.content: Extra inputs are not permitted',
    'model: Extra inputs are not permitted',
    'max_tokens: Field required',
  ])('knows none from %s', (why) => expect(ask(why)).toBeNull());

  it('lets the API drop thinking whose prefix has changed, then strips it, then keeps it out', () => {
    expect(ask(BOUND)).toEqual({ do: 'drop_block' });
    const dropping = { left: { ...request.left, foreignThinking: true } };
    expect(requestBody(frame(), { ...request, ...dropping })).toMatchObject({
      betas: ['thinking-binding-controls-2026-08-01'],
      body: { thinking: { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } } },
    });
    expect(ask(BOUND, dropping)).toEqual({ do: 'strip_thinking' });
    expect(ask(BOUND, { left: { ...dropping.left, stripped: true } })).toEqual({
      do: 'leave_out_block',
      type: 'thinking',
    });
    expect(ask(BOUND, { messages: MESSAGES.slice(0, 1) })).toBeNull();
    // A gateway has not heard of binding controls.
    expect(ask(BOUND, {}, PLAIN)).toEqual({ do: 'strip_thinking' });
  });

  it('leaves out a type of block, and takes a smaller output for what a host says is its most', () => {
    const tag = "messages.1.content.1: Input tag 'novel' found using 'type' does not match any of the expected tags";
    expect(ask(tag)).toEqual({ do: 'leave_out_block', type: 'novel' });
    expect(ask(tag.replace('novel', 'text'))).toBeNull();
    const most = 'max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens';
    expect(ask(most)).toEqual({ do: 'cap_output', tokens: 8192 });
    expect(ask(most, { maxTokens: 8192 })).toBeNull();
  });
});

describe('an effort for a part of a thread', () => {
  const efforts = [
    { at: 0, effort: 'low' as const },
    { at: 2, effort: 'high' as const },
  ];
  it('stands in a message of its own, so that the beginning stays in the cache', () => {
    const { body, betas } = requestBody(frame(), { ...request, efforts });
    expect(body.output_config).toEqual({ effort: 'low' });
    expect((body.messages as object[])[2]).toEqual({ role: 'system', content: [], output_config: { effort: 'high' } });
    expect(betas).toEqual(['mid-conversation-output-config-2026-07-01']);
  });
  it.each([PLAIN, { ...FULL, without: ['messages.*.output_config'] }])(
    'is that of the whole request elsewhere',
    (capabilities) => {
      const { body, betas } = requestBody(frame(capabilities), { ...request, efforts });
      expect([body.output_config, (body.messages as object[]).length, betas]).toEqual([{ effort: 'high' }, 3, []]);
    },
  );
});
