import { describe, expect, it } from 'vitest';
import { failed } from '../../../shared/errors.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import { continueTurn, startTurn } from './loop.ts';
import type { Model } from './model.ts';
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

  it('counts no try that a person asked for: the automatic ones are all still there', async () => {
    const answers = [...Array.from({ length: 30 }, () => overloaded), finish()];
    const played = await play(answers, { wait: () => Promise.resolve('cut_short') });
    expect(played.kinds().filter((kind) => kind === 'request_failed')).toHaveLength(30);
    expect(played.kinds().at(-1)).toBe('turn_finished');
    expect((await play(answers)).end.error?.code).toBe('model_overloaded');
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

  it('asks three times for an answer that stalls, whatever failed before', async () => {
    const stalled = failed({ code: 'model_stalled' as const, message: 'nothing came' });
    const played = await play([overloaded, stalled, overloaded, stalled, stalled]);
    expect([played.end.error?.code, played.requests.length]).toEqual(['model_stalled', 5]);
  });

  it('stops at the minutes of the run in the middle of an answer, and counts what came', async () => {
    const usage = { ...NO_USAGE, cacheWrite5m: 1000, output: 500 };
    const endless: Model = () => (_listener, signal) =>
      new Promise((resolve) => {
        const end = () => resolve({ ...failed({ code: 'model_unreachable', message: 'called off' }), usage });
        signal.addEventListener('abort', end, { once: true });
      });
    const test = testEnvironment(endless, { limits: { steps: 9, dollars: 9, minutes: 0.001 } });
    const end = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
    test.remove();
    expect(end).toMatchObject({ status: 'stopped', limit: 'minutes' });
    expect(test.events()[1]).toMatchObject({ kind: 'request_failed', retryAt: null, usage });
    expect(test.settled).toEqual([costOfAnswer('claude-opus-5-5', usage)]);
  });

  it('changes a request that was refused and asks at once; whatever is said, not for ever', async () => {
    const change = { do: 'leave_out_field' as const, field: 'thinking' };
    const refused = { ...failed({ code: 'model_rejected' as const, message: 'no' }), change };
    const mended = await play([refused, finish()]);
    expect([mended.end.status, mended.asked[1]?.left.fields, mended.waits]).toEqual(['completed', ['thinking'], []]);
    expect(mended.kinds().slice(1, 3)).toEqual(['request_failed', 'request_adjusted']);
    const stubborn = await play(Array.from({ length: 20 }, () => refused));
    expect([stubborn.end.error?.code, stubborn.requests.length]).toEqual(['model_rejected', 9]);
  });

  it('pays more where the answer was made dearer', async () => {
    const played = await play([{ ...finish(), priceFactor: 1.1, usage: { ...NO_USAGE, fresh: 1000, output: 100 } }]);
    const list = costOfAnswer('claude-opus-5-5', { ...NO_USAGE, fresh: 1000, output: 100 });
    expect(played.settled[0]).toBeCloseTo(1.1 * list, 12);
  });

  it('gives up after the last retry', async () => {
    const played = await play(Array.from({ length: 11 }, () => overloaded));
    expect([played.end.error?.code, played.requests.length]).toEqual(['model_overloaded', 11]);
  });
});
