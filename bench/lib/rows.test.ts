import { describe, expect, it } from 'vitest';
import { median, rowOf, tableOf } from './rows.ts';

describe('median', () => {
  it.each([
    { values: [3], middle: 3 },
    { values: [9, 1, 5], middle: 5 },
    { values: [4, 1, 3, 2], middle: 2.5 },
    { values: [], middle: Number.NaN },
  ])('of $values is $middle', ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });
});

describe('rowOf', () => {
  it('keeps four significant digits, and whole numbers from 1000 on', () => {
    expect(rowOf('session.stepMs', 'ms', [4.98765, 3.00004, 12345.6])).toEqual({
      name: 'session.stepMs',
      unit: 'ms',
      median: 4.988,
      min: 3,
      max: 12346,
      runs: 3,
    });
  });
});

describe('tableOf', () => {
  it('aligns names to the left and figures to the right', () => {
    expect(tableOf([rowOf('a', 'ms', [1]), rowOf('long.name', 'tokens', [110_046])])).toBe(
      [
        'name       unit     median      min      max  runs',
        'a          ms            1        1        1     1',
        'long.name  tokens  110,046  110,046  110,046     1',
      ].join('\n'),
    );
  });
});
