import { describe, expect, it } from 'vitest';
import { RunEvent, type RunEventBody } from './events.ts';
import type { TurnId } from './ids.ts';
import { applyEventToRun } from './run.ts';
import { aRun } from './testing/builders.ts';
import { applyEvents, EMPTY_THREAD } from './thread.ts';
import { NO_USAGE } from './usage.ts';

const RUN = aRun();
const error = { code: 'model_unreachable' as const, message: 'The answer of the model broke off' };
const usage = { ...NO_USAGE, cacheRead: 1000, output: 20 };
const request: RunEventBody = {
  ...{ kind: 'request_failed', turnId: 'turn_1' as TurnId, step: 1, error, retry: 1, retryAt: 5, usage, costUsd: 0.5 },
};
const judge = (retryAt: number | null): RunEventBody => ({
  kind: 'judge_failed',
  error,
  retryAt,
  usage,
  costUsd: 0.25,
});
const events = (...bodies: RunEventBody[]): RunEvent[] => bodies.map((body, at) => ({ seq: at + 1, at, body }));

describe('a request that was paid and gave nothing', () => {
  it('counts in the row, and says that it waits', () => {
    const row = events(request, judge(9)).reduce(applyEventToRun, RUN);
    expect(row).toMatchObject({
      costUsd: 0.75,
      usage: { cacheRead: 2000, output: 40 },
      action: { code: 'asking_judge_again', parameters: {} },
      waitingUntil: 9,
      lastError: error,
    });
  });

  it('is told in the thread with its cost', () => {
    const { items } = applyEvents(EMPTY_THREAD, events(request, judge(9), judge(null)));
    expect(items[0]).toMatchObject({ kind: 'request_failed', usage, costUsd: 0.5 });
    expect(items.slice(1).map((item) => item.kind === 'flow' && item.text)).toEqual([
      'The judge gave no opinion, for $0.25: The answer of the model broke off. Asked again.',
      'The judge gave no opinion, for $0.25: The answer of the model broke off. The change was not compared with the request.',
    ]);
  });

  it('costs nothing in a log of an earlier version, which did not say', () => {
    const old = { kind: 'request_failed', turnId: 'turn_1', step: 1, error, retry: 1, retryAt: 5 };
    const event = RunEvent.parse({ seq: 1, at: 0, body: old });
    expect(event.body).toMatchObject({ usage: NO_USAGE, costUsd: 0 });
    expect(applyEventToRun(RUN, event).costUsd).toBe(0);
  });
});
