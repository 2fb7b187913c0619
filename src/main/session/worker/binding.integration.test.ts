import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../../demo/model-server.ts';
import type { RunEvent } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { anthropicModel } from './anthropic.ts';
import { type Conversation, newConversation, rebuildConversation } from './conversation.ts';
import { continueTurn, startTurn } from './loop.ts';
import { AWAKE, countingTools, INSTRUCTION, NEVER, REPORT, TURN, testEnvironment } from './testing/scripted.ts';

const STEPS = 6;

/** A server that binds thinking to the key and to every byte before it, as the API does. The model thinks before each call. */
async function startServer() {
  const server = await startModelServer({
    planner: ({ messages }) => {
      const asked = messages.filter(({ role }) => role === 'assistant').length;
      const tool = asked % STEPS === STEPS - 1 ? 'finish' : 'read';
      const input = tool === 'finish' ? REPORT : { path: `${asked}.txt` };
      return [
        { type: 'thinking', thinking: `Step ${asked}.` },
        { type: 'tool_use', name: tool, input },
      ];
    },
  });
  onTestFinished(() => server.close());
  /** A session of this account on the thread so far; `steps` is where its limit stops it. */
  return (apiKey: string, history: readonly RunEvent[], steps: number) => {
    const tools = countingTools('/dev/null').map(({ name, description, jsonSchema }) => ({
      ...{ name, description, input_schema: jsonSchema },
    }));
    const model = anthropicModel({
      ...{ apiKey, anthropicUrl: server.url, model: 'claude-opus-5-5' },
      ...{ system: 'Work.', tools, stallMs: 10_000, ...AWAKE },
    });
    const test = testEnvironment(model, { binding: apiKey, limits: { steps, dollars: 100, minutes: 10 } });
    onTestFinished(() => test.remove());
    test.history.push(...history);
    return test;
  };
}
const thinkingIn = ({ messages }: Conversation): number =>
  messages.flatMap(({ content }) => content).filter(({ type }) => type === 'thinking').length;

it('a thread goes on under another key without the thinking that is bound to the first, and back', async () => {
  const session = await startServer();
  const first = session('key-a', [], 2);
  expect(await startTurn(newConversation(), first.environment, INSTRUCTION, NEVER)).toMatchObject({ limit: 'steps' });

  // What would happen otherwise: one refusal for nothing, and then without it after all.
  const refused = session('key-b', first.history, 20);
  const unchanged = rebuildConversation(first.history, 'key-a');
  expect(await continueTurn(unchanged, refused.environment, TURN, NEVER)).toMatchObject({ status: 'completed' });
  const adjusted = refused.history.flatMap(({ body }) => (body.kind === 'request_adjusted' ? [body.change] : []));
  const failures = refused.history.flatMap(({ body }) => (body.kind === 'request_failed' ? [body] : []));
  expect(adjusted).toEqual([{ do: 'strip_thinking' }]);
  expect(failures).toMatchObject([{ costUsd: 0, error: { why: expect.stringContaining('bound to a different') } }]);

  const second = session('key-b', first.history, 2);
  const other = rebuildConversation(second.history, 'key-b');
  expect(thinkingIn(other)).toBe(0);
  expect(await continueTurn(other, second.environment, TURN, NEVER)).toMatchObject({ limit: 'steps' });

  const third = session('key-b', second.history, 20);
  const same = rebuildConversation(third.history, 'key-b');
  expect(thinkingIn(same)).toBe(2);
  expect(await continueTurn(same, third.environment, TURN, NEVER)).toMatchObject({
    status: 'completed',
    report: REPORT,
  });

  const fourth = session('key-a', third.history, 40);
  const back = rebuildConversation(fourth.history, 'key-a');
  expect(thinkingIn(back)).toBe(2);
  const turn = { ...INSTRUCTION, turnId: 'turn_2' as TurnId, source: 'person' as const };
  expect(await startTurn(back, fourth.environment, turn, NEVER)).toMatchObject({ status: 'completed' });
  expect(fourth.kinds()).not.toContain('request_failed');
});
