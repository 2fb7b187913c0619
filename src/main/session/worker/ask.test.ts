import { describe, expect, it } from 'vitest';
import { failed } from '../../../shared/errors.ts';
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

  it('gives up after the last retry', async () => {
    const played = await play(Array.from({ length: 11 }, () => overloaded));
    expect([played.end.error?.code, played.requests.length]).toEqual(['model_overloaded', 11]);
  });
});
