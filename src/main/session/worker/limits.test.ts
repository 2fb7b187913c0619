import { describe, expect, it } from 'vitest';
import { continueTurn, startTurn } from './loop.ts';
import {
  call,
  finish,
  INSTRUCTION,
  NEVER,
  play,
  scriptedModel,
  TURN,
  testEnvironment,
  text,
} from './testing/scripted.ts';

describe('limits', () => {
  const look = () => ({ content: [call('read')] });
  const limits = { steps: 50, dollars: 100, minutes: 60 };
  it.each([
    { limit: 'steps', changes: { limits: { ...limits, steps: 2 } }, requests: 2 },
    { limit: 'steps', changes: { limits, spent: { steps: 49, dollars: 0, ms: 0 } }, requests: 1 },
    { limit: 'minutes', changes: { limits, spent: { steps: 0, dollars: 0, ms: 3_600_000 } }, requests: 0 },
    { limit: 'dollars', changes: { limits, spent: { steps: 0, dollars: 99.99, ms: 0 } }, requests: 0 },
  ])('stops at $limit after $requests requests', async ({ limit, changes, requests }) => {
    const played = await play([look(), look(), look()], changes);
    expect([played.end.status, played.end.limit, played.requests.length]).toEqual(['stopped', limit, requests]);
  });

  it('never asks for more output than the dollars pay for, and never spends more', async () => {
    const expensive = () => (request: { maxTokens: number }) => ({
      content: [call('read')],
      usage: { fresh: 0, cacheWrite5m: 1000, cacheWrite1h: 0, cacheRead: 0, output: request.maxTokens, thinking: 0 },
    });
    const played = await play(Array.from({ length: 9 }, expensive), { limits: { ...limits, dollars: 0.5 } });
    expect(played.end.limit).toBe('dollars');
    expect(played.environment.spent.dollars).toBeGreaterThan(0.4);
    expect(played.environment.spent.dollars).toBeLessThanOrEqual(0.5);
  });

  it('ends at the dollars when an answer was cut off because of them', async () => {
    const cut = { stopReason: 'max_tokens', content: [text('...')] };
    const played = await play([cut, cut], { limits: { ...limits, dollars: 0.1 } });
    expect([played.end.limit, played.requests.length]).toEqual(['dollars', 1]);
  });

  it('stops when main grants no permit', async () => {
    const played = await play([], { permit: () => Promise.resolve({ granted: false, limit: 'job_budget' }) });
    expect([played.end.status, played.end.limit, played.kinds()]).toEqual([
      'stopped',
      'job_budget',
      ['turn_started', 'turn_finished'],
    ]);
  });

  it('gives a shorter answer for what a job or a day has left, and stops there when that cuts it off', async () => {
    const asks: { reserveUsd: number; leastUsd: number }[] = [];
    const permit = (usd: number) => (ask: { reserveUsd: number; leastUsd: number }) => {
      asks.push(ask);
      return Promise.resolve({ granted: true as const, id: 1, short: { usd, limit: 'job_budget' as const } });
    };
    const played = await play([finish()], { permit: permit(0.1) });
    expect(asks[0]?.leastUsd).toBeLessThan(0.1);
    expect(asks[0]?.reserveUsd).toBeGreaterThan(0.1);
    // $20 for a million tokens, less the prompt.
    expect(played.asked[0]?.maxTokens).toBeLessThan(5000);
    expect(played.asked[0]?.maxTokens).toBeGreaterThan(4000);
    expect(played.end.status).toBe('completed');
    const cut = await play([{ stopReason: 'max_tokens', content: [text('...')] }], { permit: permit(0.1) });
    expect([cut.end.status, cut.end.limit]).toEqual(['stopped', 'job_budget']);
  });

  it('asks no more often than once for the very least', async () => {
    let asked = 0;
    const played = await play([finish()], {
      permit: ({ leastUsd }) => {
        asked += 1;
        return Promise.resolve({ granted: true, id: 1, short: { usd: leastUsd - 1e-9, limit: 'day_budget' } });
      },
    });
    expect([asked, played.end.status, played.asked[0]?.maxTokens]).toEqual([1, 'completed', 2000]);
  });

  it('goes on where it stopped', async () => {
    const scripted = scriptedModel([look(), finish()]);
    const test = testEnvironment(scripted.model, { limits: { ...limits, steps: 1 } });
    const stopped = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
    const raised = { ...test.environment, limits };
    const end = await continueTurn(test.conversation, raised, TURN, NEVER);
    expect([stopped.limit, end.status, test.executions()]).toEqual(['steps', 'completed', ['read', 'finish']]);
    test.remove();
  });
});
