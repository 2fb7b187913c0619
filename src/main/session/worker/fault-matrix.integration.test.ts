import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../shared/errors.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE, type Usage } from '../../../shared/usage.ts';
import { anthropicModel } from './anthropic.ts';
import { continueTurn, startTurn } from './loop.ts';
import { FAULTS, type Fault, type SeenRequest, startMessagesServer } from './testing/messages-server.ts';
import {
  AWAKE,
  call,
  checkPairs,
  INSTRUCTION,
  NEVER,
  REPORT,
  TURN,
  testEnvironment,
  text,
  thinking,
} from './testing/scripted.ts';

const MODEL = 'claude-sonnet-5-5';
const USAGE = { fresh: 100, cacheWrite5m: 30, cacheWrite1h: 10, cacheRead: 1000, output: 50, thinking: 20 };
const ONE_ANSWER = costOfAnswer(MODEL, USAGE);
const MOMENTS = ['first request', 'after a read', 'after a write', 'last request'] as const;
const ANSWERS = [
  [thinking('Let me look.'), text('Looking.'), call('read', { path: 'a.txt' }, 'toolu_read')],
  [text('Writing.'), call('write', { path: 'a.txt' }, 'toolu_write')],
  [call('command', {}, 'toolu_command')],
  [text('Done.'), call('finish', REPORT, 'toolu_finish')],
];

/** How each fault shows: the failure on record, or null for an answer that arrives whole but may not be used. */
const SHOWN: Record<(typeof FAULTS)[number], ErrorCode | null> = {
  '429 with retry-after': 'model_rate_limited',
  '429': 'model_rate_limited',
  '500': 'model_overloaded',
  '529': 'model_overloaded',
  'error event': 'model_overloaded',
  stall: 'model_stalled',
  'pings only': 'model_stalled',
  reset: 'model_unreachable',
  'early end': 'model_unreachable',
  'bad tool JSON': 'model_bad_answer',
  'cut at max_tokens': null,
  'wrong key': 'model_auth',
  'credit exhausted': 'model_credit',
};
/** Refused before anything was read. */
const UNPAID: readonly Fault[] = ['429 with retry-after', '429', '500', '529', 'wrong key', 'credit exhausted'];
/** What is known of an answer that never came: all of it when only its JSON is bad, and its prompt when it broke off. */
function usageOfFault(fault: Fault, output: number): Usage {
  if (UNPAID.includes(fault)) return NO_USAGE;
  return fault === 'bad tool JSON' ? USAGE : { ...USAGE, output, thinking: 0 };
}
const FATAL: readonly Fault[] = ['wrong key', 'credit exhausted'];

let server: Awaited<ReturnType<typeof startMessagesServer>>;
/** Which fault strikes which session once, at which answer. Sessions are told apart by their key. */
const plans = new Map<string, { fault: Fault; at: number; struck: boolean }>();
const keyOf = (request: SeenRequest) => request.headers.authorization?.replace('Bearer ', '') ?? '';

beforeAll(async () => {
  server = await startMessagesServer((request) => {
    const at = request.messages.filter(({ role }) => role === 'assistant').length;
    const plan = plans.get(keyOf(request));
    const strikes = plan !== undefined && plan.at === at && !plan.struck;
    if (strikes) plan.struck = true;
    return { content: ANSWERS[at] ?? [], stopReason: 'tool_use', fault: strikes ? plan.fault : undefined };
  });
});
afterAll(() => server.close());

/** A machine at full load is no stall: only where one is wanted is it found out soon. */
const modelFor = (key: string, shown: string | null = null) =>
  anthropicModel({
    ...{ apiKey: key, anthropicUrl: server.url, model: MODEL, system: 'Be good.', tools: [] },
    stallMs: shown === 'model_stalled' ? 5000 : 60_000,
    ...AWAKE,
  });

const CASES = FAULTS.flatMap((fault) => MOMENTS.map((moment, at) => ({ fault, moment, at })));

describe.concurrent('13 faults at 4 moments', () => {
  it.each(CASES)('$fault, $moment', async ({ fault, at }) => {
    const key = `sk-${fault.replaceAll(' ', '-')}-${at}`;
    plans.set(key, { fault, at, struck: false });
    const test = testEnvironment(modelFor(key, SHOWN[fault]), { modelId: MODEL });
    let end = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
    if (FATAL.includes(fault)) {
      // A person repairs the cause; the same turn goes on.
      expect(end).toMatchObject({ status: 'failed', error: { code: SHOWN[fault] } });
      end = await continueTurn(test.conversation, test.environment, TURN, NEVER);
    }
    const executions = test.executions();
    test.remove();
    expect(end).toMatchObject({ status: 'completed', report: REPORT });

    const seen = server.requests.filter((request) => keyOf(request) === key);
    expect({ requests: seen.length, executions }).toEqual({
      requests: 5,
      executions: ['read', 'write', 'command', 'finish'],
    });
    // The request that was struck is asked again, byte for byte but for the room that a cut answer needs.
    expect(seen[at + 1]?.messages).toEqual(seen[at]?.messages);
    for (const { messages } of seen) checkPairs(messages);

    const failed = test.events().filter((event) => event.kind === 'request_failed');
    const failures = failed.map(({ error }) => error.code);
    expect(failures).toEqual(SHOWN[fault] === null ? [] : [SHOWN[fault]]);

    // What broke off is paid: its prompt, and its output as far as it came.
    const answers = SHOWN[fault] === null ? 5 : 4;
    const lost = failed.reduce((sum, { costUsd }) => sum + costUsd, 0);
    for (const { usage, costUsd } of failed) {
      expect(usage).toEqual(usageOfFault(fault, usage.output));
      expect(costUsd).toBe(costOfAnswer(MODEL, usage));
      expect(costUsd > 0).toBe(!UNPAID.includes(fault));
      expect(costUsd).toBeLessThanOrEqual(ONE_ANSWER);
    }
    expect(test.environment.spent.dollars).toBeCloseTo(answers * ONE_ANSWER + lost, 10);
    expect(test.settled.reduce((sum, dollars) => sum + dollars, 0)).toBeCloseTo(answers * ONE_ANSWER + lost, 10);
    expect(test.waits).toHaveLength(failures.length - (FATAL.includes(fault) ? 1 : 0));
    if (fault === '429 with retry-after') expect(Math.round((test.waits[0] ?? 0) / 1000)).toBe(7);
  });
});

describe.concurrent('an answer that arrived', () => {
  it.each(['reset after message_stop', 'hang after message_stop'] as const)(
    'is not asked for again: %s',
    async (fault) => {
      const key = `sk-${fault.replaceAll(' ', '-')}`;
      plans.set(key, { fault, at: 1, struck: false });
      const test = testEnvironment(modelFor(key), { modelId: MODEL });
      const end = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
      test.remove();
      expect([end.status, server.requests.filter((request) => keyOf(request) === key).length]).toEqual([
        'completed',
        4,
      ]);
    },
  );

  it('is reported whole: blocks verbatim, totals of the last counters, deltas, request id', async () => {
    const test = testEnvironment(modelFor('sk-plain'), { modelId: MODEL });
    await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
    test.remove();
    const step = test.events()[1];
    expect(step).toMatchObject({
      kind: 'step_completed',
      model: 'scripted',
      content: ANSWERS[0],
      usage: USAGE,
      costUsd: ONE_ANSWER,
      retries: 0,
      discarded: false,
    });
    expect(step?.kind === 'step_completed' && step.requestId).toMatch(/^req_\d+$/);
    const streamed = (kind: string) =>
      test.deltas.flatMap((delta) => (delta.step === 1 && delta.kind === kind ? [delta.text] : [])).join('');
    expect([streamed('reasoning'), streamed('text'), streamed('tool_input')]).toEqual([
      'Let me look.',
      'Looking.',
      '{"path":"a.txt"}',
    ]);
  });
});

describe('cancelling a request', () => {
  it('ends a stalled stream at once, and what it had cost by then is counted', async () => {
    plans.set('sk-cancel', { fault: 'stall', at: 0, struck: false });
    const cancel = new AbortController();
    const patient = anthropicModel({
      ...{ apiKey: 'sk-cancel', anthropicUrl: server.url, model: MODEL, system: '', tools: [] },
      stallMs: 60_000,
      ...AWAKE,
    });
    const test = testEnvironment(patient, { modelId: MODEL, onDelta: () => cancel.abort() });
    const end = await startTurn(test.conversation, test.environment, INSTRUCTION, cancel.signal);
    test.remove();
    const [lost] = test.events().filter((event) => event.kind === 'request_failed');
    expect([end.status, lost?.retryAt, lost?.usage.cacheRead]).toEqual(['cancelled', null, USAGE.cacheRead]);
    expect(test.settled).toEqual([lost?.costUsd]);
    expect(test.environment.spent.dollars).toBe(lost?.costUsd);
  });
});
