import { describe, expect, it } from 'vitest';
import { findMarks, firstMarkFrom, markAt, marksIn, stepMark } from './marks.ts';

const texts = ['travis.yml: travis', 'nothing here', 'the travis badge; travis, travis', 'a badge of travis'];
const searched = { count: texts.length, textOf: (unit: number) => texts[unit] ?? '' };

it.each<[string, number]>([
  ['travis', 6],
  ['  TRAVIS ', 6],
  ['travis badge', 1],
  ['badge travis', 6],
  ['"badge travis"', 0],
  ['jenkins', 0],
  ['  ', 0],
])('%j has %i marks', (query, total) => {
  expect(findMarks(query, searched).total).toBe(total);
});

it('marks a text only where it holds all words', () => {
  expect(marksIn('a b a', ['a', 'b'])).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  expect(marksIn('a b a', ['a', 'c'])).toEqual([]);
});

describe('the marks of all texts are one row', () => {
  const found = findMarks('travis', searched);
  it.each([
    [0, { unit: 0, nth: 0 }],
    [1, { unit: 0, nth: 1 }],
    [2, { unit: 2, nth: 0 }],
    [5, { unit: 3, nth: 0 }],
    [6, null],
    [-1, null],
  ])('mark %i', (index, place) => {
    expect(markAt(found, index)).toEqual(place);
  });
  it('goes around the ends', () => {
    expect([stepMark(found, 5, 1), stepMark(found, 0, -1), stepMark(found, 2, 1)]).toEqual([0, 5, 3]);
  });
  it('begins at a text', () => {
    expect([0, 1, 3, 4].map((unit) => firstMarkFrom(found, unit))).toEqual([0, 2, 5, 0]);
  });
});
