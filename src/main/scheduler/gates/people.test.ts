import { expect, it } from 'vitest';
import { reviewHold } from './people.ts';

it.each<[string, number | null, number, number, string | null]>([
  ['no limit', null, 99, 9, null],
  ['room for one more', 3, 1, 1, null],
  ['the limit is reached', 3, 3, 0, '3 results await review, so no new run is started.'],
  ['it was lowered', 1, 3, 2, '3 results await review, so no new run is started.'],
  ['one', 1, 1, 0, '1 result awaits review, so no new run is started.'],
  [
    'what works will want review too',
    3,
    1,
    2,
    '1 result awaits review and 2 runs are under way: no more than 3 may await review.',
  ],
  ['only work so far', 1, 0, 1, '0 results await review and 1 run is under way: no more than 1 may await review.'],
])('%s', (_name, limit, awaiting, working, words) => expect(reviewHold(limit, awaiting, working)).toBe(words));
