import { describe, expect, it } from 'vitest';
import { call, finish, play, type Scripted, TURN, text, thinking } from './testing/scripted.ts';

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
      name: 'end_turn twice, then finish',
      answers: [{ content: [text('Done.')] }, { content: [text('Done!')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'end_turn four times',
      answers: [1, 2, 3, 4].map((time) => ({ content: [text(`Done ${time}.`)] })),
      ran: [],
      status: 'completed',
    },
    {
      name: 'end_turn with thinking only',
      answers: [{ content: [thinking('hm')] }, finish()],
      ran: ['finish'],
      status: 'completed',
    },
    {
      name: 'end_turn with blanks only',
      answers: [{ content: [thinking('hm'), text(' \n')] }, finish()],
      ran: ['finish'],
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
      answers: [{ stopReason: 'end_turn', content: [call('write')] }, finish()],
      ran: ['write', 'finish'],
      status: 'completed',
    },
    {
      name: 'no reason with a call',
      answers: [{ stopReason: 'none', content: [call('write')] }, finish()],
      ran: ['write', 'finish'],
      status: 'completed',
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

  it('says what is open, three times in a row, and again after a call', async () => {
    const words = { content: [text('I will do it now.')] };
    const edit = { content: [call('write', { path: 'a.txt' })] };
    const played = await play([words, words, edit, words, words, words, words]);
    const nudges = played.events().flatMap((event) => (event.kind === 'message_added' ? [event.content[0]?.text] : []));
    const open = 'If the work is done, call finish. If not, go on with it; nobody will answer questions.';
    expect(nudges).toHaveLength(5);
    expect(nudges[0]).toBe(`You have not called finish yet. ${open}`);
    expect(nudges[4]).toBe(
      `You have not called finish yet. Changed so far: a.txt. The check \`npm test\` was not run since the last edit. ${open}`,
    );
    expect(played.end).toMatchObject({ turnId: TURN, status: 'completed', report: null, error: null, limit: null });
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

  it('asks once for smaller parts, then gives up on an answer that fits nowhere', async () => {
    const played = await play(Array.from({ length: 6 }, () => cut));
    expect(played.asked.map(({ maxTokens }) => maxTokens)).toEqual([8000, 16_000, 32_000, 64_000, 128_000, 128_000]);
    expect(played.requests[5]?.at(-1)?.content[0]?.text).toContain('Go on in smaller parts');
    expect(played.end).toMatchObject({ status: 'failed', error: { code: 'model_bad_answer' } });
  });

  it('says why it was refused, and who else could be asked, and does not count what is not billed', async () => {
    const played = await play([{ stopReason: 'refusal', stopCategory: 'cyber', stopExplanation: 'Too sharp a tool.' }]);
    expect(played.end.error?.why).toBe('It named the category "cyber". Too sharp a tool.');
    expect(played.environment.spent.dollars).toBe(0);
    expect(played.end.error?.next).toContain('another model, such as Claude Sonnet 5.5');
  });
});
