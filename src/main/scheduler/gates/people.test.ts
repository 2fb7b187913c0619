import { expect, it } from 'vitest';
import { reviewHold } from './people.ts';

const waits = (results: number, working: number, limit: number) => ({
  code: 'results_await_review',
  parameters: { results, working, limit },
});

it.each<[string, number | null, number, number, object | null]>([
  ['no limit', null, 99, 9, null],
  ['room for one more', 3, 1, 1, null],
  ['the limit is reached', 3, 3, 0, waits(3, 0, 3)],
  ['it was lowered', 1, 3, 2, waits(3, 2, 1)],
  ['what works will want review too', 3, 1, 2, waits(1, 2, 3)],
  ['only work so far', 1, 0, 1, waits(0, 1, 1)],
])('%s', (_name, limit, awaiting, working, reason) => expect(reviewHold(limit, awaiting, working)).toEqual(reason));
