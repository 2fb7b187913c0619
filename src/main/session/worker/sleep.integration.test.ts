import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { anthropicModel } from './anthropic.ts';
import type { Model } from './model.ts';
import { type SleepAware, sleepAware } from './sleep.ts';
import { finish, NEVER, PLAIN, play, requestOf, scriptedModel, text } from './testing/scripted.ts';

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
    ...{ apiKey: 'sk-ant-test', anthropicUrl: url, model: 'claude-opus-5-5', system: '', tools: [] },
    capabilities: PLAIN,
    ...{ stallMs: HOURS, afterSleepMs: 50, ticks: sleep.ticks, onWake: sleep.onWake },
  });
  const answer = model(requestOf({ messages: [{ role: 'user', content: [text('Go')] }], maxTokens: 100 }))(
    { onDelta: () => undefined, onRateLimits: () => undefined },
    NEVER,
  );
  await asked;
  sleep.wake(0);
  expect(await answer).toMatchObject({ ok: false, error: { code: 'model_stalled' } });
});

it('a wait whose time came in a sleep ends with it, and one whose time did not stays as it was', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const sleep = sleepAware();
  const ended: string[] = [];
  const wait = (name: string, ms: number) => sleep.wait(ms, NEVER).then(() => ended.push(name));
  void wait('an hour', HOURS);
  void wait('nine hours', 9 * HOURS);
  // The computer's clock goes on in a sleep, and its timers stand still.
  vi.setSystemTime(Date.now() + 8 * HOURS);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ended).toEqual([]);
  sleep.wake(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual(['an hour']);
  await vi.advanceTimersByTimeAsync(HOURS - 2000);
  expect(ended).toEqual(['an hour']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ended).toEqual(['an hour', 'nine hours']);
});

it('a clock that was set back makes no wait longer than it was to be', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const sleep = sleepAware();
  let ended = false;
  void sleep.wait(HOURS, NEVER).then(() => {
    ended = true;
  });
  vi.setSystemTime(Date.now() - 8 * HOURS);
  sleep.wake(0);
  await vi.advanceTimersByTimeAsync(HOURS - 1);
  expect(ended).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toBe(true);
});

it('hours of sleep are no hours of work', async () => {
  const sleep: SleepAware = sleepAware();
  const scripted = scriptedModel([finish()]);
  const model: Model =
    (request) =>
    (...asked) => {
      // Some systems let stopwatches run on: this is what main then says after it.
      sleep.wake(8 * HOURS);
      return scripted.model(request)(...asked);
    };
  const before = sleep.ticks();
  sleep.wake(8 * HOURS);
  expect(sleep.ticks()).toBeLessThan(before);
  const spent = { steps: 0, dollars: 0, ms: 0 };
  await play([finish()], { model, ticks: sleep.ticks, spent });
  expect(spent.ms).toBeLessThan(HOURS);
});

it('nobody has to wait: every wait of the moment ends when it is asked for', async () => {
  const sleep = sleepAware();
  const waits = [sleep.wait(HOURS, NEVER), sleep.wait(9 * HOURS, NEVER)];
  sleep.tryNow();
  expect(await Promise.all(waits)).toEqual(['cut_short', 'cut_short']);
});
