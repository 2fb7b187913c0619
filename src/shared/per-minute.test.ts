import { expect, it } from 'vitest';
import { perMinute } from './per-minute.ts';

it('lets so many pass in a minute, counts the others, and survives a clock that is set back', () => {
  let now = 0;
  const pass = perMinute(2, () => now);
  const three = () => [pass(), pass(), pass()];
  expect(three()).toEqual([{ leftOut: 0, isLast: false }, { leftOut: 0, isLast: true }, null]);
  now = 59_999;
  expect(pass()).toBeNull();
  now = 60_000;
  expect(three()).toEqual([{ leftOut: 2, isLast: false }, { leftOut: 0, isLast: true }, null]);
  now = -3_600_000;
  expect(pass()).toEqual({ leftOut: 1, isLast: false });
});
