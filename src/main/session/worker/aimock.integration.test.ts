import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicModel } from './anthropic.ts';
import { startTurn } from './loop.ts';
import { AWAKE, INSTRUCTION, NEVER, REPORT, testEnvironment } from './testing/scripted.ts';

/** The same loop against an emulator of the Messages API that this project did not write. */
const mock = new LLMock({ port: 0, logLevel: 'silent' });
beforeAll(() => mock.start());
afterAll(() => mock.stop());

const toolCall = (name: string, id: string, input: object = {}) => ({ name, id, arguments: JSON.stringify(input) });
const finishing = { toolCalls: [toolCall('finish', 'toolu_finish', REPORT)] };

async function play(prompt: string) {
  const model = anthropicModel({
    ...{
      apiKey: 'sk-mock',
      anthropicUrl: mock.url,
      model: 'claude-opus-5-5',

      system: 'Be good.',
      tools: [],
    },
    stallMs: 2000,
    ...AWAKE,
  });
  const test = testEnvironment(model);
  const end = await startTurn(test.conversation, test.environment, { ...INSTRUCTION, text: prompt }, NEVER);
  const executions = test.executions();
  test.remove();
  const failures = test.events().flatMap((event) => (event.kind === 'request_failed' ? [event.error.code] : []));
  return { ...test, end, executions, failures };
}

describe('an emulator that we did not write', () => {
  it('gets a whole turn: thinking, parallel calls, finish', async () => {
    mock.on(
      { userMessage: 'whole turn', hasToolResult: false },
      {
        content: 'Looking.',
        reasoning: 'I should read both.',
        toolCalls: [toolCall('read', 'toolu_a', { path: 'a' }), toolCall('write', 'toolu_b', { path: 'b' })],
      },
    );
    mock.on({ userMessage: 'whole turn', toolCallId: 'toolu_b' }, finishing);
    const { end, executions, events } = await play('whole turn');
    expect([end.report, executions]).toEqual([REPORT, ['read', 'write', 'finish']]);
    const step = events()[1];
    expect(step?.kind === 'step_completed' && step.content.map(({ type }) => type)).toEqual([
      'thinking',
      'text',
      'tool_use',
      'tool_use',
    ]);
  });

  it.each([
    { status: 429, code: 'model_rate_limited' },
    { status: 529, code: 'model_overloaded' },
  ])('answers $status once, then works', async ({ status, code }) => {
    const prompt = `fails with ${status}`;
    mock.on({ userMessage: prompt, sequenceIndex: 0 }, { error: { message: 'busy' }, status, retryAfter: 2 });
    mock.on({ userMessage: prompt, sequenceIndex: 1 }, finishing);
    const { end, failures, waits } = await play(prompt);
    expect([end.status, failures, waits.length]).toEqual(['completed', [code], 1]);
    if (status === 429) expect(Math.round((waits[0] ?? 0) / 1000)).toBe(2);
  });

  it('cuts a stream, then works', async () => {
    const prompt = 'is cut off';
    mock.on(
      { userMessage: prompt, sequenceIndex: 0 },
      { content: 'a long answer that never ends' },
      { truncateAfterChunks: 3, chunkSize: 4 },
    );
    mock.on({ userMessage: prompt, sequenceIndex: 1 }, finishing);
    const { end, failures, executions } = await play(prompt);
    expect([end.status, failures, executions]).toEqual(['completed', ['model_unreachable'], ['finish']]);
  });

  it.each([
    { finishReason: 'max_tokens', next: finishing, status: 'completed' },
    { finishReason: 'pause_turn', next: finishing, status: 'completed' },
    { finishReason: 'refusal', next: null, status: 'failed' },
  ])('stops with $finishReason', async ({ finishReason, next, status }) => {
    const prompt = `stops with ${finishReason}`;
    mock.on({ userMessage: prompt, sequenceIndex: 0 }, { content: 'Half', finishReason });
    if (next) mock.on({ userMessage: prompt, sequenceIndex: 1 }, next);
    const { end, executions } = await play(prompt);
    expect([end.status, executions]).toEqual([status, next ? ['finish'] : []]);
  });
});
