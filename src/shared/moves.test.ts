import { describe, expect, it } from 'vitest';
import { placeAfter, placeBefore } from './moves.ts';

describe('a file that was moved', () => {
  const moves = [
    { from: 'a.cfg', to: 'b.cfg' },
    { from: 'conf', to: 'dist/conf' },
    { from: 'b.cfg', to: 'conf.cfg' },
    { from: 'dist/conf/one', to: 'one' },
    { from: 'there', to: 'elsewhere' },
    { from: 'elsewhere', to: 'there' },
  ];
  it.each([
    ['a.cfg', 'conf.cfg'],
    ['conf/one', 'one'],
    ['conf/two', 'dist/conf/two'],
    ['confused', 'confused'],
    ['there/x', 'there/x'],
  ])('%s is at %s, and was there before', (before, after) => {
    expect(placeAfter(moves, before)).toBe(after);
    expect(placeBefore(moves, after)).toBe(before);
  });
});
