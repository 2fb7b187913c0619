import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import { keepWarm, keepWhileChecking } from './keep-warm.ts';
import { openRecorder } from './recorder.ts';
import { NEVER, requestOf, scriptedModel, TURN, testEnvironment } from './testing/scripted.ts';

const MINUTE = 60_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const USAGE = { ...NO_USAGE, cacheRead: 60_000 };
const PRICE = costOfAnswer('claude-opus-5-5', USAGE);

/** A command that runs for so many minutes after a request with so long a prompt. */
async function wait(
  minutes: number,
  changes: { inputTokens?: number; dollars?: number; asleep?: boolean; check?: string } = {},
) {
  const asked: number[] = [];
  const test = testEnvironment(scriptedModel([]).model, {
    limits: { steps: 9, dollars: changes.dollars ?? 2, minutes: 99 },
    keepCache: async ({ maxTokens }) => {
      asked.push(Math.round(Date.now() / 1000));
      expect(maxTokens).toBe(8000);
      return ok({ usage: USAGE, estimated: false, priceFactor: 1 });
    },
  });
  const recorder = openRecorder(test.conversation, test.environment);
  const round = { environment: test.environment, recorder, turnId: TURN, step: 1, signal: NEVER };
  vi.setSystemTime(0);
  test.environment.last = { request: requestOf({ inputTokens: changes.inputTokens ?? 60_000 }), at: 0 };
  const stop = changes.check === undefined ? keepWarm(round) : keepDuringCheck(test, changes.check);
  if (changes.asleep) vi.setSystemTime(60 * MINUTE);
  await vi.advanceTimersByTimeAsync(minutes * MINUTE);
  stop();
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  test.remove();
  return { asked, events: test.events(), settled: test.settled, spent: test.environment.spent.dollars };
}

/** As between two turns: a check of this model's work. */
function keepDuringCheck(
  { conversation, environment }: ReturnType<typeof testEnvironment>,
  modelId: string,
): () => void {
  conversation.turnId = TURN;
  return keepWhileChecking({ conversation, environment: Object.assign(environment, { modelId }) }, NEVER);
}

it('a long command keeps the conversation in the cache, for a cost that is counted', async () => {
  const { asked, events, settled, spent } = await wait(8);
  // Four minutes at most lie between two of them.
  expect(asked).toEqual([225, 450]);
  expect(events).toEqual(
    [1, 2].map(() => ({ kind: 'cache_kept', turnId: TURN, step: 1, usage: USAGE, costUsd: PRICE })),
  );
  expect(settled).toEqual([PRICE, PRICE]);
  expect(spent).toBeCloseTo(2 * PRICE, 10);
});

it.each([
  ['a short command needs none', 3, {}, 0],
  ['a short prompt is not worth it', 8, { inputTokens: 5000 }, 0],
  ['a limit that could not pay for the worst case forbids it', 8, { dollars: 0.2 }, 0],
  ['what a sleep of the computer has let go is not written for nothing', 8, { asleep: true }, 0],
  ['the longest command ends it', 60, {}, 4],
  ['a short check needs none', 3, { check: 'claude-opus-5-5' }, 0],
  ['a check is waited for as long as that pays: reading costs a 25th', 60, { check: 'claude-opus-5-5' }, 2],
  ['reading costs a 50th', 60, { check: 'claude-fable-5-2' }, 4],
  ['reading costs a 12th', 60, { check: 'claude-opus-5' }, 1],
  ['the next turn ends it', 5, { check: 'claude-fable-5-2' }, 1],
] as const)('%s', async (_name, minutes, changes, times) => {
  expect((await wait(minutes, changes)).asked).toHaveLength(times);
});

it('one that is under way when the command ends goes on beside what follows, and says what it has cost', async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const answered = Promise.withResolvers<void>();
  const test = testEnvironment(scriptedModel([]).model, {
    keepCache: async (_request, signal) => {
      asked.resolve(signal);
      await answered.promise;
      return ok({ usage: USAGE, estimated: false, priceFactor: 1 });
    },
  });
  vi.setSystemTime(0);
  test.environment.last = { request: requestOf({ inputTokens: 60_000 }), at: 0 };
  const recorder = openRecorder(test.conversation, test.environment);
  const stop = keepWarm({ environment: test.environment, recorder, turnId: TURN, step: 1, signal: NEVER });
  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  const signal = await asked.promise;
  stop();
  expect(signal.aborted).toBe(false);
  answered.resolve();
  await test.environment.renewal;
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  test.remove();
  expect(test.events()).toEqual([{ kind: 'cache_kept', turnId: TURN, step: 1, usage: USAGE, costUsd: PRICE }]);
  expect(test.settled).toEqual([PRICE]);
});
