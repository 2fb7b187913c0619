import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { failed } from '../../../shared/errors.ts';
import { anthropicModel } from './anthropic.ts';
import type { Model } from './model.ts';
import { type SleepAware, sleepAware } from './sleep.ts';
import { AWAKE, finish, NEVER, play, scriptedModel, text } from './testing/scripted.ts';

const HOURS = 3_600_000;

/** Begins to answer and then says nothing any more, as after a sleep in which the connection died. */
async function silentServer(): Promise<{ url: string; asked: Promise<unknown> }> {
  const server = http.createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asked = once(server, 'request');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('a stream that died in a sleep is given up soon after it, and is a failure that is tried again', async () => {
  const { url, asked } = await silentServer();
  const sleep = sleepAware();
  const model = anthropicModel({
    ...{ apiKey: 'sk-ant-test', anthropicUrl: url, model: 'claude-opus-5-5', effort: 'low', system: '', tools: [] },
    ...{ stallMs: HOURS, afterSleepMs: 50, ticks: sleep.ticks, onWake: sleep.onWake },
  });
  const answer = model(
    { messages: [{ role: 'user', content: [text('Go')] }], maxTokens: 100, clearOldResults: false },
    { onDelta: () => undefined, onRateLimits: () => undefined },
    NEVER,
  );
  await asked;
  sleep.wake(0);
  expect(await answer).toMatchObject({ ok: false, error: { code: 'model_stalled' } });
});

it('a wait whose time came in a sleep ends with it', async () => {
  const sleep = sleepAware();
  const wait = sleep.wait(1, NEVER);
  const called = new AbortController();
  const long = sleep.wait(HOURS, called.signal);
  // The same wait stays as long as it was, because only its own time counts.
  sleep.wake(0);
  await wait;
  called.abort();
  await long;
});

it('hours of sleep are no hours of work', async () => {
  const sleep: SleepAware = sleepAware();
  const scripted = scriptedModel([finish()]);
  const model: Model = (...request) => {
    // Some systems let stopwatches run on: this is what main then says after it.
    sleep.wake(8 * HOURS);
    return scripted.model(...request);
  };
  const before = sleep.ticks();
  sleep.wake(8 * HOURS);
  expect(sleep.ticks()).toBeLessThan(before);
  const spent = { steps: 0, dollars: 0, ms: 0 };
  await play([finish()], { model, ticks: sleep.ticks, spent });
  expect(spent.ms).toBeLessThan(HOURS);
});

it('a try after a sleep is reserved at the price of a cold cache, and waits for leave again', async () => {
  let now = 1_800_000_000_000;
  const reserved: number[] = [];
  const unreachable = failed({ code: 'model_unreachable' as const, message: 'gone' });
  const usage = { fresh: 0, cacheWrite5m: 200_000, cacheWrite1h: 0, cacheRead: 0, output: 10, thinking: 0 };
  const step = { content: [{ type: 'tool_use', id: 'toolu_a', name: 'read', input: {} }], usage };
  const played = await play([step, unreachable, finish()], {
    ...AWAKE,
    // Long enough that its price shows.
    prefixChars: 600_000,
    now: () => now,
    permit: async ({ reserveUsd }) => {
      reserved.push(reserveUsd);
      // The computer sleeps while the fourth request waits for leave.
      if (reserved.length === 3) now += 8 * HOURS;
      return { granted: true, id: reserved.length };
    },
    wait: async () => {},
  });
  expect(played.end.status).toBe('completed');
  const [first = 0, warm = 0, again = 0, cold = 0] = reserved;
  expect(reserved).toHaveLength(4);
  expect([warm < first / 2, again, cold > first * 0.9]).toEqual([true, warm, true]);
  // The leave that was no longer enough was given back unused.
  expect(played.settled.filter((usd) => usd === 0)).toHaveLength(2);
});
