import { describe, expect, it } from 'vitest';
import { failed } from '../../../shared/errors.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import { continueTurn, startTurn } from './loop.ts';
import { finish, INSTRUCTION, NEVER, play, scriptedModel, TURN, testEnvironment } from './testing/scripted.ts';

describe('failures of the model', () => {
  const overloaded = failed({ code: 'model_overloaded' as const, message: 'busy, s3cret' });
  it('asks again, visibly, and pays only for what arrived', async () => {
    const played = await play([overloaded, overloaded, finish()]);
    expect(played.kinds()).toEqual([
      ...['turn_started', 'request_failed', 'request_failed', 'step_completed', 'tool_started', 'tool_finished'],
      'turn_finished',
    ]);
    expect(played.waits.map((ms) => Math.round(ms / 1000))).toEqual([1, 2]);
    expect(played.settled.map((dollars) => dollars > 0)).toEqual([false, false, true]);
    expect(played.events()[1]).toMatchObject({ step: 1, retry: 1, error: { message: 'busy, [redacted]' } });
    expect(played.events()[3]).toMatchObject({ retries: 2 });
  });

  it('fails the turn when trying again is pointless, and can be taken up later', async () => {
    const wrongKey = failed({ code: 'model_auth' as const, message: 'no' });
    const scripted = scriptedModel([wrongKey, finish()]);
    const test = testEnvironment(scripted.model);
    const end = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
    expect([end.status, end.error?.code, test.waits]).toEqual(['failed', 'model_auth', []]);
    expect((await continueTurn(test.conversation, test.environment, TURN, NEVER)).status).toBe('completed');
    test.remove();
  });

  it('pays for an answer that broke off, and stops when that was the last of the money', async () => {
    const usage = { ...NO_USAGE, cacheWrite5m: 100_000, output: 500 };
    const broken = { ...failed({ code: 'model_unreachable' as const, message: 'gone' }), usage };
    const costUsd = costOfAnswer('claude-opus-5-5', usage);
    const limits = { steps: 9, dollars: 2 * costUsd + 0.001, minutes: 9 };
    const played = await play([broken, broken, finish()], { limits });
    expect([played.end.limit, played.requests.length, played.settled]).toEqual(['dollars', 2, [costUsd, costUsd]]);
    expect(played.end.needsUsd).toBeGreaterThan(0.001);
    expect(played.events()[1]).toMatchObject({ kind: 'request_failed', usage, costUsd });
  });

  it('tells of the answer before it gives back what was set aside for it', async () => {
    const order: string[] = [];
    const played = await play([overloaded, finish()], {
      record: async ({ kind }) => void order.push(kind),
      settle: () => order.push('settle'),
    });
    expect(played.end.status).toBe('completed');
    expect(order.slice(1, 5)).toEqual(['request_failed', 'settle', 'step_completed', 'settle']);
  });

  it('gives up after the last retry', async () => {
    const played = await play(Array.from({ length: 11 }, () => overloaded));
    expect([played.end.error?.code, played.requests.length]).toEqual(['model_overloaded', 11]);
  });
});
