import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../../demo/model/faults.ts';
import { type ModelServer, startModelServer } from '../../../demo/model-server.ts';
import type { RunEvent } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { anthropicModel } from './anthropic.ts';
import { newConversation, rebuildConversation } from './conversation.ts';
import { continueTurn, startTurn } from './loop.ts';
import { AWAKE, countingTools, FULL, INSTRUCTION, NEVER, REPORT, TURN, testEnvironment } from './testing/scripted.ts';

const STEPS = 4;
const TOOLS = countingTools('/dev/null').map(({ name, description, jsonSchema }) => ({
  ...{ name, description, input_schema: jsonSchema },
}));

/** It refuses whatever the API refuses, binds thinking to every byte before it, and reads three files before it finishes. */
const serverWith = (options: Partial<Parameters<typeof startModelServer>[0]> = {}): Promise<ModelServer> =>
  startModelServer({
    planner: ({ messages }) => {
      const asked = messages.filter(({ role }) => role === 'assistant').length % STEPS;
      const last = asked === STEPS - 1;
      return [
        { type: 'thinking', thinking: `Step ${asked}.` },
        { type: 'tool_use', name: last ? 'finish' : 'read', input: last ? REPORT : { path: `${asked}.txt` } },
      ];
    },
    ...options,
  });

function session(url: string, name: string, capabilities = FULL, history: readonly RunEvent[] = []) {
  const model = anthropicModel({
    ...{ apiKey: 'sk-test', anthropicUrl: url, model: 'claude-opus-5-5', system: 'Work.', tools: TOOLS },
    ...{ stallMs: 60_000, ...AWAKE, capabilities },
  });
  const test = testEnvironment(model, { maxTokens: 64_000 });
  test.history.push(...history);
  return { ...test, turn: { ...INSTRUCTION, text: `Task ${name}.` } };
}

const use = (input: unknown, id = 'toolu_odd', name = 'read') => ({ type: 'tool_use', id, name, input });
const THOUGHT = { type: 'thinking', thinking: 'hm', signature: '' };
const said = (content: readonly object[], stopReason?: string | null): Fault => ({
  ...{ kind: 'says', content },
  ...(stopReason === undefined ? {} : { stopReason }),
});

const ANSWERS: [string, Fault][] = [
  ['an input that is null', said([use(null)])],
  ['an input that is a list', said([use([])])],
  ['an input that is a text', said([use('text')])],
  ['an input that is a number', said([use(7)])],
  ['an id with odd characters', said([use({}, 'functions.read:0 ü')])],
  ['no id', said([use({}, '')])],
  ['the same id twice in an answer', said([use({}, 'call_0'), use({}, 'call_0')])],
  ['an odd name', said([use({}, 'toolu_a', 'functions.read')])],
  ['thinking only', said([THOUGHT], 'end_turn')],
  ['blanks only', said([{ type: 'text', text: ' \n' }], 'end_turn')],
  ['blanks beside a call', said([{ type: 'text', text: '\n' }, use({})])],
  ['thinking at the end', said([{ type: 'text', text: 'Well.' }, THOUGHT], 'end_turn')],
  ['nothing', said([], 'end_turn')],
  ['half a character', said([{ type: 'text', text: 'a\ud800' }, use({ path: 'b\udc00' })])],
  ['a call at the end of a turn', said([use({ path: 'a' })], 'end_turn')],
  ['a call without a reason to stop', said([use({ path: 'a' })], null)],
  ["a call with another maker's reason", said([use({ path: 'a' })], 'tool_calls')],
  ['a block that nobody knows', said([{ type: 'novel', data: 1 }, use({ path: 'a' })])],
];

let server: ModelServer;
beforeAll(async () => {
  server = await serverWith();
});
afterAll(() => server.close());
const requestsOf = (name: string) =>
  server.journal.filter(({ conversation }) => conversation.includes(`Task ${name}.`));

describe.concurrent('an odd answer in the second step, and again in the third', () => {
  it.each(ANSWERS)('%s', async (name, fault) => {
    for (const step of [2, 3]) server.inject({ conversation: `Task ${name}.`, step, fault });
    const test = session(server.url, name);
    const end = await startTurn(test.conversation, test.environment, test.turn, NEVER);
    expect(end).toMatchObject({ status: 'completed', report: REPORT });
    // A block of a type that the host itself then refuses is the one thing that only its refusal can teach.
    const refused = test.kinds().filter((kind) => kind === 'request_failed').length;
    expect(refused).toBe(name.includes('nobody knows') ? 1 : 0);

    // Whoever takes over sends the same.
    const next = session(server.url, name, FULL, test.history);
    const rebuilt = rebuildConversation(next.history, 'this account');
    expect(rebuilt.messages).toEqual(test.conversation.messages);
    const turn = { ...next.turn, turnId: 'turn_2' as TurnId, source: 'person' as const, text: `Task ${name}. Again.` };
    expect(await startTurn(rebuilt, next.environment, turn, NEVER)).toMatchObject({ status: 'completed' });
    test.remove();
    next.remove();
  });

  it('3000 calls: 64 are made, and it is told', async () => {
    const calls = Array.from({ length: 3000 }, (_, at) => use({ path: `${at}` }, `toolu_${at}`));
    server.inject({ conversation: 'Task many.', step: 2, fault: said(calls) });
    const test = session(server.url, 'many');
    const end = await startTurn(test.conversation, test.environment, test.turn, NEVER);
    expect([end.status, test.executions().length]).toEqual(['completed', 64 + STEPS - 1]);
    expect(JSON.stringify(test.conversation.messages)).toContain('Only the first 64 calls of your answer were made');
    test.remove();
  });

  it.each([undefined, null, {}, { input_tokens: -1, output_tokens: -1 }, { input_tokens: '7', output_tokens: 1.5 }])(
    'usage that is %j is counted, once',
    async (usage) => {
      const name = `usage ${JSON.stringify(usage)}`;
      server.inject({ conversation: `Task ${name}.`, times: STEPS, fault: { kind: 'says', usage } });
      const test = session(server.url, name);
      const end = await startTurn(test.conversation, test.environment, test.turn, NEVER);
      test.remove();
      const steps = test.events().flatMap((event) => (event.kind === 'step_completed' ? [event] : []));
      expect([end.status, requestsOf(name).length, steps.every(({ estimated }) => estimated)]).toEqual([
        'completed',
        STEPS,
        true,
      ]);
      expect(Math.min(...steps.map(({ costUsd }) => costUsd))).toBeGreaterThan(0);
    },
  );
});

describe('a refusal', () => {
  const changes = (test: ReturnType<typeof session>) =>
    test.events().flatMap((event) => (event.kind === 'request_adjusted' ? [event.change] : []));

  it('of a changed prefix is answered once: the API may leave out what no longer holds', async () => {
    const first = session(server.url, 'binding');
    await startTurn(
      newConversation(),
      { ...first.environment, limits: { steps: 2, dollars: 9, minutes: 9 } },
      first.turn,
      NEVER,
    );
    const history = structuredClone(first.history);
    const read = history.find(({ body }) => body.kind === 'tool_finished');
    if (read?.body.kind === 'tool_finished') read.body.content = 'What it had not said.';
    const second = session(server.url, 'binding', FULL, history);
    const end = await continueTurn(rebuildConversation(history, 'this account'), second.environment, TURN, NEVER);
    expect([end.status, changes(second)]).toEqual(['completed', [{ do: 'drop_block' }]]);
    expect(second.events().filter((event) => event.kind === 'notice')).toMatchObject([
      { level: 'warning', message: { code: 'thinking_changed', parameters: { blocks: expect.any(Number) } } },
    ]);

    // The next session of the run knows, and is not refused again.
    const third = session(server.url, 'binding', FULL, second.history);
    const turn = { ...third.turn, turnId: 'turn_2' as TurnId };
    await startTurn(rebuildConversation(third.history, 'this account'), third.environment, turn, NEVER);
    expect(changes(third)).toHaveLength(1);
    for (const test of [first, second, third]) test.remove();
  });

  it('of fields that a gateway does not know, and of an output that is too long, costs a free request each', async () => {
    const unknownFields = ['thinking.display', 'tools.*.eager_input_streaming', 'output_config', 'diagnostics'];
    const gateway = await serverWith({ unknownFields, maxOutput: 4000 });
    const tools = [{ name: 'write_file', description: 'Writes', input_schema: { type: 'object' } }];
    const model = anthropicModel({
      ...{
        apiKey: 'sk-test',
        anthropicUrl: gateway.url,
        model: 'claude-opus-5-5',
        system: 'Work.',
        tools: [...TOOLS, ...tools],
      },
      ...{ stallMs: 60_000, ...AWAKE, capabilities: FULL },
    });
    const test = testEnvironment(model);
    const end = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
    test.remove();
    await gateway.close();
    expect(end.status).toBe('completed');
    const found = test.events().flatMap((event) => (event.kind === 'request_adjusted' ? [event.change] : []));
    expect(found).toHaveLength(unknownFields.length + 1);
    expect(found).toEqual(
      expect.arrayContaining([
        ...unknownFields.map((field) => ({ do: 'leave_out_field', field })),
        { do: 'cap_output', tokens: 4000 },
      ]),
    );
    const failed = test.events().flatMap((event) => (event.kind === 'request_failed' ? [event.costUsd] : []));
    expect(failed).toEqual(found.map(() => 0));
    expect(test.waits).toEqual([]);
  });

  it('that nothing helps against ends the turn at once', async () => {
    server.inject({
      conversation: 'Task hopeless.',
      times: 99,
      fault: { kind: 'status', status: 400, message: 'No.' },
    });
    const test = session(server.url, 'hopeless');
    const end = await startTurn(test.conversation, test.environment, test.turn, NEVER);
    test.remove();
    expect([end.error?.code, requestsOf('hopeless').length]).toEqual(['model_rejected', 1]);
  });
});
