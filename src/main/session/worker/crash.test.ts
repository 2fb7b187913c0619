import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../shared/events.ts';
import { INTERRUPTED, newConversation, rebuildConversation } from './conversation.ts';
import { continueTurn, startTurn } from './loop.ts';
import { call, INSTRUCTION, NEVER, REPORT, scriptedModel, TURN, testEnvironment, text } from './testing/scripted.ts';

const SCRIPT = [
  { content: [text('Looking.'), call('read'), call('read')] },
  { content: [call('write'), call('read'), call('command')] },
  { stopReason: 'max_tokens', content: [call('write')] },
  { content: [text('Done?')] },
  { content: [call('read'), call('finish', REPORT)] },
];

async function undisturbed() {
  const scripted = scriptedModel(SCRIPT);
  const test = testEnvironment(scripted.model);
  await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
  test.remove();
  return test;
}

/** The session died after this many saved events; another one takes over with nothing but the log. */
async function takeOver(saved: RunEvent[]) {
  const answered = saved.filter(({ body }) => body.kind === 'step_completed').length;
  const scripted = scriptedModel(SCRIPT.slice(answered));
  const test = testEnvironment(scripted.model);
  test.history.push(...saved);
  const conversation = rebuildConversation(saved, 'this account');
  const end = await continueTurn(conversation, test.environment, TURN, NEVER);
  const executions = test.executions();
  test.remove();
  return { end, executions, requests: scripted.requests, history: test.history, conversation };
}

const { history } = await undisturbed();

describe('a session that dies', () => {
  const places = Array.from({ length: history.length - 1 }, (_, index) => ({
    saved: index + 1,
    after: history[index]?.body.kind,
  }));

  it.each(places)('after event $saved ($after) is taken over without paying or running twice', async ({ saved }) => {
    const before = history.slice(0, saved);
    const taken = await takeOver(before);
    expect(taken.end).toMatchObject({ status: 'completed', report: REPORT });
    const answered = before.filter(({ body }) => body.kind === 'step_completed').length;
    expect(taken.requests).toHaveLength(SCRIPT.length - answered);

    // What had begun and has an effect is never run again by itself: the model is told instead.
    const effects = (events: RunEvent[], kind: 'tool_started' | 'tool_finished') =>
      events.flatMap(({ body }) => (body.kind === kind ? [body.toolCallId] : []));
    const begun = new Set(effects(before, 'tool_started'));
    const ended = new Set(effects(before, 'tool_finished'));
    const open = history.flatMap(({ body }) =>
      body.kind === 'tool_started' && begun.has(body.toolCallId) && !ended.has(body.toolCallId) ? [body] : [],
    );
    const told = taken.history.flatMap(({ body }) =>
      body.kind === 'tool_finished' && body.content === INTERRUPTED ? [body.toolCallId] : [],
    );
    expect(told).toEqual(
      open.filter(({ name }) => name === 'write' || name === 'command').map((body) => body.toolCallId),
    );

    // The log that both have written rebuilds the same conversation, so a third session could take over as well.
    expect(rebuildConversation(taken.history, 'this account')).toEqual(taken.conversation);
    expect(new Set(effects(taken.history, 'tool_finished')).size).toBe(effects(taken.history, 'tool_finished').length);
  });

  it('hides nothing from a new turn: calls without a result are answered before it', () => {
    const kinds = history.map(({ body }) => body.kind);
    const second = kinds.indexOf('step_completed', kinds.indexOf('step_completed') + 1);
    const saved = history.slice(0, second + 2);
    const turn: RunEvent['body'] = {
      ...(history[0]?.body as RunEvent['body'] & { kind: 'turn_started' }),
      source: 'person',
    };
    const conversation = rebuildConversation([...saved, { seq: 99, at: 0, body: turn }], 'this account');
    expect(conversation.messages.at(-2)?.content.map(({ content, is_error }) => [content, is_error])).toEqual([
      [INTERRUPTED, true],
      ['Not run: the turn ended before this call.', true],
      ['Not run: the turn ended before this call.', true],
    ]);
  });

  it('begins with nothing when there is no log', () => {
    expect(rebuildConversation([], 'this account')).toEqual(newConversation());
  });
});
