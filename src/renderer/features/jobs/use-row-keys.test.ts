import { describe, expect, it } from 'vitest';
import { movedIndex } from './use-row-keys.ts';

describe('movedIndex', () => {
  it.each([
    ['into an empty list', -1, 1, 0, -1],
    ['down from nowhere', -1, 1, 5, 0],
    ['up from nowhere', -1, -1, 5, 4],
    ['down', 1, 1, 5, 2],
    ['not past the end', 4, 1, 5, 4],
    ['not before the start', 0, -1, 5, 0],
  ])('%s', (_name, from, by, length, expected) => {
    expect(movedIndex(from, by, length)).toBe(expected);
  });
});
