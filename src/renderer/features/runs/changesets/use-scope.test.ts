import { expect, it } from 'vitest';
import { lastReviewed } from './use-scope.ts';

const round = (number: number, tree: string, reviewed: boolean) => ({ round: number, tree, at: number, reviewed });

it.each([
  ['nothing was reviewed', [round(1, 'a', false), round(2, 'b', false)], 'b', null],
  ['the present change was reviewed', [round(1, 'a', true), round(2, 'b', true)], 'b', null],
  ['an earlier one was', [round(1, 'a', true), round(2, 'b', false), round(3, 'c', false)], 'c', 'a'],
  [
    'the change went back to the reviewed one',
    [round(1, 'a', true), round(2, 'b', false), round(3, 'a', false)],
    'a',
    null,
  ],
  ['there are no rounds', [], 'a', null],
])('%s', (_name, rounds, tree, expected) => {
  expect(lastReviewed(rounds, tree)).toBe(expected);
});
