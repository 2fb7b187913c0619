import { describe, expect, it } from 'vitest';
import { NUDGE } from './prompt.ts';
import { call, finish, play, type Scripted, TURN, text } from './testing/scripted.ts';

describe('how an answer ends', () => {
  const cut = { stopReason: 'max_tokens', content: [text('I write'), call('write', { path: 'half' })] };
  const table: {
    name: string;
    answers: readonly Scripted[];
    ran: string[];
    status: string;
    code?: string;
  }[] = [
    {
      name: 'end_turn, then finish',
      answers: [{ content: [text('Done.')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'end_turn twice',
      answers: [{ content: [text('Done.')] }, { content: [text('Done!')] }],
      ran: [],
      status: 'completed',
    },
    { name: 'end_turn with nothing', answers: [{ content: [] }, finish()], ran: ['finish'], status: 'completed' },
    {
      name: 'end_turn with an empty text',
      answers: [{ content: [text('')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'stop_sequence',
      answers: [{ stopReason: 'stop_sequence', content: [text('x')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'tool_use without a call',
      answers: [{ stopReason: 'tool_use', content: [text('x')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'pause_turn',
      answers: [{ stopReason: 'pause_turn', content: [text('x')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    { name: 'max_tokens in a call', answers: [cut, finish()], ran: ['finish'], status: 'completed' },
    {
      name: 'max_tokens in a text',
      answers: [{ ...cut, content: [text('I')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'end_turn with a call',
      answers: [{ stopReason: 'end_turn', content: [call('write')] }],
      ran: [],
      status: 'failed',
      code: 'model_bad_answer',
    },
    {
      name: 'refusal',
      answers: [{ stopReason: 'refusal', content: [call('write')] }],
      ran: [],
      status: 'failed',
      code: 'model_refused',
    },
    {
      name: 'context window',
      answers: [{ stopReason: 'model_context_window_exceeded' }],
      ran: [],
      status: 'failed',
      code: 'model_context_full',
    },
    {
      name: 'something new',
      answers: [{ stopReason: 'tea_break', content: [call('write')] }],
      ran: [],
      status: 'failed',
      code: 'model_bad_answer',
    },
  ];
  it.each(table)('$name', async ({ answers, ran, status, code }) => {
    const played = await play(answers);
    expect([played.requests.length, played.executions, played.end.status, played.end.error?.code]).toEqual([
      answers.length,
      ran,
      status,
      code,
    ]);
  });

  it('nudges once', async () => {
    const played = await play([{ content: [text('Done.')] }, { content: [text('Really.')] }]);
    expect(played.kinds()).toEqual([
      'turn_started',
      'step_completed',
      'message_added',
      'step_completed',
      'turn_finished',
    ]);
    expect(played.requests[1]?.at(-1)).toEqual({ role: 'user', content: NUDGE });
    expect(played.end).toEqual({
      kind: 'turn_finished',
      turnId: TURN,
      status: 'completed',
      report: null,
      error: null,
      limit: null,
    });
  });

  it('throws a cut answer away and asks again with more room', async () => {
    const played = await play([cut, cut, finish()]);
    expect(played.asked.map(({ maxTokens }) => maxTokens)).toEqual([8000, 16_000, 32_000]);
    expect(played.requests[2]).toEqual(played.requests[0]);
    expect(played.events().flatMap((event) => (event.kind === 'step_completed' ? [event.discarded] : []))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('gives up on an answer that fits nowhere', async () => {
    const played = await play(Array.from({ length: 5 }, () => cut));
    expect(played.asked.map(({ maxTokens }) => maxTokens)).toEqual([8000, 16_000, 32_000, 64_000, 128_000]);
    expect(played.end).toMatchObject({ status: 'failed', error: { code: 'model_bad_answer' } });
  });

  it('names the category of a refusal', async () => {
    const played = await play([{ stopReason: 'refusal', stopCategory: 'cyber' }]);
    expect(played.end.error?.why).toBe('It named the category "cyber".');
  });
});
