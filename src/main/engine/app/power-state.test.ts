import { expect, it } from 'vitest';
import { manualClock } from '../../lib/clock-manual.ts';
import { createNotices } from './notices.ts';
import { createPowerState } from './power-state.ts';

const MINUTE = 60_000;

it('words about a sleep stay for their time, also when the computer slept shortly before', async () => {
  const clock = manualClock();
  const notices = createNotices(
    (text) => text,
    () => undefined,
  );
  const powerState = createPowerState({
    clock,
    notices,
    working: () => 1,
    afterWake: () => undefined,
    onChange: () => undefined,
  });
  const sleep = () => {
    powerState.suspend();
    clock.jump(60 * MINUTE);
    powerState.resume();
  };
  sleep();
  await clock.advance(29 * MINUTE);
  sleep();
  await clock.advance(29 * MINUTE);
  expect(notices.list()).toHaveLength(1);
  await clock.advance(MINUTE);
  expect(notices.list()).toEqual([]);
});
