import { expect, it } from 'vitest';
import { manualClock } from './clock-manual.ts';
import { wakingClock } from './clock-waking.ts';

const MINUTE = 60_000;

it.each([
  ['slept past its time', 8 * 60 * MINUTE, 0],
  ['slept for a part of it', 4 * MINUTE, 6 * MINUTE],
  ['clock set back meanwhile', -24 * 60 * MINUTE, 10 * MINUTE],
])('%s', async (_name, jump, left) => {
  const manual = manualClock();
  const clock = wakingClock(manual);
  const rung: string[] = [];
  clock.after(10 * MINUTE, () => rung.push('wait'));
  clock.after(10 * MINUTE, () => rung.push('called off'))();
  // A sleep: the clock goes on, the timers do not.
  manual.jump(jump);
  await manual.advance(0);
  expect(rung).toEqual([]);
  clock.woke();
  await manual.advance(Math.max(0, left - 1));
  expect(rung).toEqual(left === 0 ? ['wait'] : []);
  await manual.advance(1);
  expect(rung).toEqual(['wait']);
  clock.woke();
  await manual.advance(20 * MINUTE);
  expect([rung, manual.timers()]).toEqual([['wait'], 0]);
});
