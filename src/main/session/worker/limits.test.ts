import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../shared/usage.ts';
import { applyToConversation, newConversation, rebuildConversation } from './conversation.ts';
import { promptAtMost } from './limits.ts';
import { continueTurn, startTurn } from './loop.ts';
import type { ModelRequest } from './model.ts';
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

  it.each([
    ['code', 'export const limit = (value: number) => Math.min(value, 100);\n'.repeat(400), 3.5],
    [
      'a lock file',
      '"integrity": "sha512-3yWxPTq3UQ/FY9p1ErPxIyfT64elWaMvM9lIHnaqpyft63tkxodF5aUElYHrdisWve5cETkh1+KBw1yJuW0aRw==",\n'.repeat(
        200,
      ),
      1.7,
    ],
    ['Chinese', '我们需要修改配置文件以支持新的数据库连接。'.repeat(900), 0.75],
  ])('never spends more when the cache is lost at every step: %s', async (_name, result, charsPerToken) => {
    // What the API would count: each step's whole prompt, written anew.
    let requests = 0;
    const look = () => (request: ModelRequest) => {
      requests += 1;
      const chars = request.messages.reduce((sum, message) => sum + JSON.stringify(message).length, 4000);
      const usage = { ...NO_USAGE, cacheWrite5m: Math.ceil(chars / charsPerToken), output: request.maxTokens };
      return { content: [call('read', { path: result })], usage };
    };
    const dollars = 1.5;
    const played = await play(Array.from({ length: 40 }, look), { limits: { ...limits, dollars }, maxTokens: 3000 });
    expect([played.end.limit, requests > 2]).toEqual(['dollars', true]);
    expect(played.environment.spent.dollars).toBeLessThanOrEqual(dollars);
    // The next one would have passed it, and the end says by how much.
    expect(played.environment.spent.dollars + (played.end.needsUsd ?? 0)).toBeGreaterThan(dollars);
  });

  it('sets aside hardly more than the known prompt once the API has counted it', async () => {
    const reserved: number[] = [];
    const usage = { ...NO_USAGE, fresh: 50_000, output: 1000 };
    const permit = async ({ inputTokens }: { inputTokens: number }) => {
      reserved.push(inputTokens);
      return { granted: true as const, id: reserved.length };
    };
    await play([{ content: [call('read')], usage }, finish()], { permit, prefixTokens: 90_000 });
    expect(reserved[0]).toBeGreaterThan(90_000);
    expect(reserved[1]).toBeGreaterThan(51_000);
    expect(reserved[1]).toBeLessThan(51_200);
  });

  it('takes the prices of a dearer model that answers instead, and sets aside as much for the next request', async () => {
    const asks: { reserveUsd: number; inputTokens: number }[] = [];
    const permit = async (ask: { reserveUsd: number; inputTokens: number }) => {
      asks.push(ask);
      return { granted: true as const, id: asks.length };
    };
    const usage = { ...NO_USAGE, cacheWrite5m: 50_000, output: 1000 };
    const look = { content: [call('read')], usage };
    const cheap = await play([{ ...look, model: 'claude-haiku-5-5' }, finish()], { permit, limits });
    const [, second] = asks.splice(0);
    const dear = await play([{ ...look, model: 'anthropic/claude-fable-5-2' }, finish()], { permit, limits });
    expect(dear.settled[0]).toBeCloseTo(2 * (cheap.settled[0] ?? 0));
    expect(asks[1]?.inputTokens).toBe(second?.inputTokens);
    expect(asks[1]?.reserveUsd).toBeCloseTo(2 * (second?.reserveUsd ?? 0));
  });

  it('does not take a prompt for short because something was left out of it for once', () => {
    const conversation = newConversation();
    const step = (fresh: number) =>
      applyToConversation(conversation, {
        ...{ kind: 'step_completed', turnId: TURN, step: 1, messageId: 'm', requestId: null, model: 'm' },
        ...{ stopReason: 'end_turn', content: [text('x')], usage: { ...NO_USAGE, fresh, output: 10 }, costUsd: 0 },
        ...{ firstByteMs: 0, ms: 0, retries: 0, discarded: false },
      });
    step(600_000);
    step(300_000);
    expect(promptAtMost(conversation, 1000)).toBeGreaterThan(600_010);
    step(600_500);
    expect(promptAtMost(conversation, 1000)).toBe(600_510);
  });

  it('counts a thread of another model with a margin, not from its first character', () => {
    const usage = { ...NO_USAGE, fresh: 40_000, output: 100 };
    const body = {
      ...{ kind: 'step_completed' as const, turnId: TURN, step: 1, messageId: 'm', requestId: null, model: 'm', usage },
      ...{ stopReason: 'end_turn', content: [text('x')], costUsd: 0, firstByteMs: 0, ms: 0, retries: 0 },
      ...{ discarded: false, binding: 'another account' },
    };
    const conversation = rebuildConversation([{ seq: 1, at: 0, body }], 'this account');
    expect(promptAtMost(conversation, 1000)).toBe(60_150);
  });

  it('ends at the dollars when an answer was cut off because of them', async () => {
    const cut = ({ maxTokens }: ModelRequest) => ({
      ...{ stopReason: 'max_tokens', content: [text('...')], usage: { ...NO_USAGE, fresh: 1000, output: maxTokens } },
    });
    const played = await play([cut, cut], { limits: { ...limits, dollars: 0.1 } });
    expect([played.end.limit, played.requests.length]).toEqual(['dollars', 1]);
  });

  it('asks again after a cut for which there is more room, however small the limit is', async () => {
    // All that is left buys less than the usual 64,000 tokens of this model, and is no reason to end.
    const cut = {
      stopReason: 'max_tokens',
      content: [text('...')],
      usage: { ...NO_USAGE, fresh: 1000, output: 12_000 },
    };
    const played = await play([cut, finish()], {
      ...{ modelId: 'claude-fable-5-2', limits: { ...limits, dollars: 2 }, maxTokens: 64_000 },
    });
    expect([played.end.status, played.requests.length]).toEqual(['completed', 2]);
  });

  it('asks for all that it needs after an answer that was kept short for the sake of others', async () => {
    const asks: { reserveUsd: number; usualUsd: number }[] = [];
    const cut = ({ maxTokens }: ModelRequest) => ({
      ...{ stopReason: 'max_tokens', content: [text('...')], usage: { ...NO_USAGE, fresh: 1000, output: maxTokens } },
    });
    const played = await play([cut, finish()], {
      maxTokens: 64_000,
      permit: (ask) => {
        asks.push(ask);
        const short = asks.length === 1 ? { short: { usd: ask.usualUsd, limit: null } } : {};
        return Promise.resolve({ granted: true, id: 1, ...short });
      },
    });
    expect(played.asked.map(({ maxTokens }) => maxTokens)).toEqual([8000, 128_000]);
    expect(asks[0]?.usualUsd).toBeLessThan(asks[0]?.reserveUsd ?? 0);
    expect(asks[1]?.usualUsd).toBe(asks[1]?.reserveUsd);
    expect(played.end.status).toBe('completed');
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
    const cutAnswer = ({ maxTokens }: ModelRequest) => ({
      ...{ stopReason: 'max_tokens', content: [text('...')], usage: { ...NO_USAGE, fresh: 1000, output: maxTokens } },
    });
    const cut = await play([cutAnswer], { permit: permit(0.1) });
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
