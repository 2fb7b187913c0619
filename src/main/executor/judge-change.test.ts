import { expect, it } from 'vitest';
import { failure, ok } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import { DEFAULT_JOB_SETTINGS } from '../../shared/job.ts';
import { costOfAnswer } from '../../shared/models.ts';
import { aChangeset } from '../../shared/testing/builders.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import type { Clone } from '../git/contract.ts';
import { systemClock } from '../lib/clock.ts';
import type { Judged, JudgeRequest } from '../model-api/model-api.ts';
import { judgeChange } from './judge-change.ts';
import type { RunOptions } from './run-options.ts';
import { progressOf } from './run-progress.ts';

const USAGE = { ...NO_USAGE, fresh: 900, output: 100 };
const GOOD: Judged = ok({
  ...{ inScope: true, complete: true, safe: true, reasons: [], model: 'm', usage: USAGE, costUsd: 0.01 },
});
const cut: Judged = { ...failure('model_bad_answer', 'cut'), usage: USAGE, isCut: true };

/** What becomes of a finished change whose judge answers like this, at this address. */
async function judged(answer: (nth: number) => Judged | Promise<Judged>, anthropicUrl = 'https://api.anthropic.com') {
  const asked: JudgeRequest[] = [];
  const events: RunEventBody[] = [];
  const permits: { model: string; reserveUsd: number }[] = [];
  const paid: number[] = [];
  const options = {
    job: { settings: DEFAULT_JOB_SETTINGS, prompts: [{ version: 1, text: 'Do it.', at: 0 }] },
    run: () => ({ promptVersion: 1 }),
    clock: systemClock,
    log: { progress: () => progressOf([]) },
    record: async (...bodies: RunEventBody[]) => {
      events.push(...bodies);
      return ok(null);
    },
    signal: new AbortController().signal,
    git: { patch: async () => ok({ patch: '+x', cut: false }) },
    claude: async () => ok({ apiKey: 'key', anthropicUrl }),
    session: {
      onRateLimits: () => undefined,
      onPermit: async (ask: { model: string; reserveUsd: number }) => {
        permits.push(ask);
        return { permit: { granted: true, id: 1 }, settle: (usd: number) => paid.push(usd) };
      },
    },
    judge: async (request: JudgeRequest) => {
      asked.push(request);
      return answer(asked.length);
    },
  } as unknown as RunOptions;
  const change = aChangeset();
  const result = await judgeChange(options, {} as Clone, change);
  return { result, asked, permits, paid, kinds: events.map(({ kind }) => kind), events };
}

it('an answer that was cut off is asked for again with more room, once, and both are paid', async () => {
  const { result, asked, permits, paid } = await judged((nth) => (nth === 1 ? cut : GOOD));
  expect(result).toEqual([]);
  expect(asked.map(({ maxTokens }) => maxTokens)).toEqual([4000, 8000]);
  expect(permits[1]?.reserveUsd).toBeGreaterThan(permits[0]?.reserveUsd ?? Infinity);
  expect(paid).toEqual([costOfAnswer('claude-haiku-5-5', USAGE), 0.01]);
  expect((await judged(() => cut)).asked).toHaveLength(2);
});

it.each<[string, () => Judged]>([
  ['declines', () => ({ ...failure('model_refused', 'no'), usage: USAGE })],
  ['cannot be read', () => ({ ...failure('model_bad_answer', 'no'), usage: USAGE })],
  ['is not there', () => failure('model_not_found', 'no')],
  [
    'breaks our code',
    () => {
      throw new TypeError('of undefined');
    },
  ],
])('a judge that %s leaves the change as it is, and is asked once', async (_name, answer) => {
  const { result, kinds, asked } = await judged(answer);
  expect(result).toEqual([]);
  expect([asked.length, kinds.at(-1)]).toEqual([1, 'judge_failed']);
});

it('what could not be counted because our code broke is counted by its prompt', async () => {
  const { paid, events } = await judged(() => Promise.reject(new Error('defect')));
  expect(paid[0]).toBeGreaterThan(0);
  expect(events.at(-1)).toMatchObject({ kind: 'judge_failed', estimated: true, costUsd: paid[0] });
});

it.each([
  ['https://api.anthropic.com', 'claude-haiku-5-5'],
  ['https://gateway.example.com', DEFAULT_JOB_SETTINGS.model],
])('at %s the judge is %s, and paid as that', async (url, model) => {
  const { asked, permits, paid } = await judged(() => ({ ...failure('model_bad_answer', 'no'), usage: USAGE }), url);
  expect([asked[0]?.model, permits[0]?.model, paid]).toEqual([model, model, [costOfAnswer(model, USAGE)]]);
});
