import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { rebuildConversation } from './conversation.ts';
import { startTurn } from './loop.ts';
import {
  call,
  finish,
  INSTRUCTION,
  NEVER,
  play,
  REPORT,
  scriptedModel,
  TURN,
  testEnvironment,
  text,
  thinking,
} from './testing/scripted.ts';

const contentsOf = ({ events }: Awaited<ReturnType<typeof play>>) =>
  events().flatMap((event) =>
    event.kind === 'tool_finished' ? [`${event.ok ? 'ok' : 'error'}: ${event.content}`] : [],
  );

describe('a turn', () => {
  it('leaves each request as it was sent: the last one is sent again to keep the cache', async () => {
    const { requests, asked } = await play([{ content: [call('read')] }, finish()]);
    expect(asked.map(({ messages }) => messages)).toEqual(requests);
  });

  it('goes from the instruction over tools to finish, with everything on record in order', async () => {
    const read = call('read', { path: 'a.txt' });
    const write = call('write');
    const played = await play([
      { content: [thinking('hm'), text('Looking.'), read] },
      { content: [write] },
      { content: [call('finish', REPORT, 'toolu_end')] },
    ]);
    expect(played.end).toEqual({
      kind: 'turn_finished',
      turnId: TURN,
      status: 'completed',
      report: REPORT,
      error: null,
      limit: null,
    });
    expect(played.kinds()).toEqual([
      'turn_started',
      ...['step_completed', 'tool_started', 'tool_finished'],
      ...['step_completed', 'tool_started', 'tool_finished'],
      ...['step_completed', 'tool_started', 'tool_finished'],
      'turn_finished',
    ]);
    expect(played.executions).toEqual(['read', 'write', 'finish']);
    const first = { role: 'user', content: [text(INSTRUCTION.text), text(INSTRUCTION.repositoryFacts ?? '')] };
    expect(played.requests).toEqual([
      [first],
      [
        first,
        { role: 'assistant', content: [thinking('hm'), text('Looking.'), read] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: read.id, content: 'read done' }] },
      ],
      [
        first,
        { role: 'assistant', content: [thinking('hm'), text('Looking.'), read] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: read.id, content: 'read done' }] },
        { role: 'assistant', content: [write] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: write.id, content: 'write done' }] },
      ],
    ]);
    expect(played.events().flatMap((event) => (event.kind === 'step_completed' ? [event.costUsd] : []))).toEqual(
      played.settled,
    );
  });

  it('answers all calls of one answer in one message, in their order', async () => {
    const calls = [call('write'), call('read'), call('nothing'), call('read'), call('command', { path: 3 })];
    const played = await play([{ content: calls }, finish()]);
    const results = played.requests[1]?.at(-1)?.content;
    expect(results?.map(({ tool_use_id, is_error }) => [tool_use_id, is_error ?? false])).toEqual([
      [calls[0]?.id, false],
      [calls[1]?.id, false],
      [calls[2]?.id, true],
      [calls[3]?.id, false],
      [calls[4]?.id, true],
    ]);
    expect(played.executions).toEqual(['write', 'read', 'read', 'finish']);
  });

  it('runs neighbouring reads at the same time, and writes after what stands before them', async () => {
    const running: string[] = [];
    let together = 0;
    const scripted = scriptedModel([{ content: [call('read'), call('read'), call('write'), call('read')] }, finish()]);
    const test = testEnvironment(scripted.model);
    const tools = test.environment.tools.map((tool) => ({
      ...tool,
      run: async (...given: Parameters<typeof tool.run>) => {
        running.push(tool.name);
        together = Math.max(together, running.length);
        if (tool.name === 'write' && running.length > 1) throw new Error('a write ran beside something');
        await new Promise((resolve) => setImmediate(resolve));
        running.pop();
        return tool.run(...given);
      },
    }));
    await startTurn(test.conversation, { ...test.environment, tools }, INSTRUCTION, NEVER);
    expect([together, test.executions()]).toEqual([2, ['read', 'read', 'write', 'read', 'finish']]);
    expect(test.events().every((event) => event.kind !== 'tool_finished' || event.ok)).toBe(true);
    test.remove();
  });

  it.each([
    {
      tool: 'write',
      order: [
        ...['step_completed sent', 'tool_started sent'],
        ...['step_completed saved with 0 executions', 'tool_started saved with 0 executions'],
        ...['tool_finished sent', 'tool_finished saved with 1 executions'],
      ],
    },
    {
      tool: 'read',
      order: [
        ...['step_completed sent', 'tool_started sent', 'tool_finished sent'],
        ...['step_completed saved with 1 executions', 'tool_started saved with 1 executions'],
        'tool_finished saved with 1 executions',
      ],
    },
  ])('lets only a read run before the answer is saved, and asks nothing before all is: $tool', async (given) => {
    const seen: string[] = [];
    const scripted = scriptedModel([{ content: [call(given.tool)] }, finish()]);
    const test = testEnvironment((request) => (...asked) => {
      seen.push('asked');
      return scripted.model(request)(...asked);
    });
    const record = async (event: SessionEvent) => {
      seen.push(`${event.kind} sent`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${event.kind} saved with ${test.executions().length} executions`);
    };
    await startTurn(test.conversation, { ...test.environment, record }, INSTRUCTION, NEVER);
    test.remove();
    const begun = ['turn_started sent', 'turn_started saved with 0 executions', 'asked'];
    expect(seen.slice(0, 10)).toEqual([...begun, ...given.order, 'asked']);
  });

  it('tells the model what is wrong with a call, and lives through a tool that throws', async () => {
    const played = await play([{ content: [call('nothing'), call('read', { path: 3 }), call('broken')] }, finish()]);
    expect(contentsOf(played)).toEqual([
      'error: There is no tool "nothing". The tools are: read, write, command, broken, finish.',
      'error: Invalid input for read. path: Invalid input: expected string, received number',
      'error: broken failed unexpectedly: defect',
      'ok: Finished.',
    ]);
  });

  it('takes usual names of tools and fields for what they mean, also after a restart', async () => {
    const { reviewerNotes, followUps, ...report } = REPORT;
    const input = { ...report, reviewer_notes: reviewerNotes, FollowUps: followUps };
    const played = await play([{ content: [call('Finish', input, 'toolu_end')] }]);
    expect([played.end.status, played.end.report, played.executions]).toEqual(['completed', REPORT, ['finish']]);
    const started = played.events().find((event) => event.kind === 'tool_started');
    expect(started).toMatchObject({ name: 'finish', input: REPORT });
    expect(rebuildConversation(played.history, 'this account').report).toEqual(REPORT);
  });

  it('does not finish beside a call that failed', async () => {
    const played = await play([{ content: [call('broken'), call('finish', REPORT)] }, finish()]);
    expect(contentsOf(played).slice(1)).toEqual([
      'error: Not finished: another call of the same answer failed. Look at it first, then finish.',
      'ok: Finished.',
    ]);
    expect(played.requests).toHaveLength(2);
  });

  it('takes secrets and half characters out of what a tool says', async () => {
    const scripted = scriptedModel([{ content: [call('read')] }, finish()]);
    const test = testEnvironment(scripted.model);
    const tools = test.environment.tools.map((tool) => ({
      ...tool,
      title: () => ({ code: 'reading_file' as const, parameters: { path: 's3cret', from: 1 } }),
      run: () =>
        Promise.resolve({
          ok: true,
          content: 'key=s3cret \ud800',
          details: { kind: 'read' as const, path: 's3cret.txt', lines: 1 },
        }),
    }));
    await startTurn(test.conversation, { ...test.environment, tools }, INSTRUCTION, NEVER);
    test.remove();
    expect(test.events()[3]).toMatchObject({
      content: 'key=[redacted] \ufffd',
      details: { kind: 'read', path: '[redacted].txt', lines: 1 },
    });
    expect(JSON.stringify([test.events(), scripted.requests])).not.toContain('s3cret');
  });
});

describe('cancelling', () => {
  it('leaves calls that have not begun, and answers them when the next turn begins', async () => {
    const cancel = new AbortController();
    const scripted = scriptedModel([{ content: [call('write'), call('command')] }, finish()]);
    const test = testEnvironment(scripted.model);
    const tools = test.environment.tools.map((tool) => ({
      ...tool,
      run: (...given: Parameters<typeof tool.run>) => {
        cancel.abort();
        return tool.run(...given);
      },
    }));
    const environment = { ...test.environment, tools };
    const end = await startTurn(test.conversation, environment, INSTRUCTION, cancel.signal);
    expect([end.status, test.executions()]).toEqual(['cancelled', ['write']]);
    const next = { ...INSTRUCTION, turnId: 'turn_2' as TurnId, source: 'person' as const, text: 'Go on.' };
    await startTurn(test.conversation, test.environment, next, NEVER);
    expect(scripted.requests[1]?.at(-2)?.content.map(({ content }) => content)).toEqual([
      'write done',
      'Not run: the turn ended before this call.',
    ]);
    test.remove();
  });

  it('ends while it waits to ask again', async () => {
    const cancel = new AbortController();
    const scripted = scriptedModel([{ ok: false, error: { code: 'model_stalled', message: 'no' } }]);
    const test = testEnvironment(scripted.model, {
      wait: async () => {
        cancel.abort();
        return 'over';
      },
    });
    const end = await startTurn(test.conversation, test.environment, INSTRUCTION, cancel.signal);
    test.remove();
    expect([end.status, scripted.requests.length]).toEqual(['cancelled', 1]);
  });
});
