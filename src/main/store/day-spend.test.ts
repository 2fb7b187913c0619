import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { manualClock } from '../clock-manual.ts';
import { createDaySpend } from './day-spend.ts';

const HOUR = 3_600_000;
const NOON = new Date(2026, 10, 22, 12).getTime();

it.each([
  ['the same day', [0], 1.5],
  ['the next day is a new one', [24 * HOUR], 0.5],
  ['set back to yesterday, the money spent today counts on', [-24 * HOUR], 1.5],
  ['back and on again', [-24 * HOUR, 24 * HOUR], 1.5],
  ['set right after it stood years ahead, today is a new day', [-3000 * 24 * HOUR], 0.5],
])('%s', async (_name, jumps, expected) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-day-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const clock = manualClock(NOON);
  const open = () => createDaySpend(path.join(folder, 'day.json'), () => clock.now());
  const live = open();
  live.add(clock.now(), 1);
  expect(await live.save()).toEqual({ ok: true, value: null });
  for (const jump of jumps) {
    clock.jump(jump);
    live.today();
  }
  const restarted = open();
  await restarted.load();
  for (const spend of [live, restarted]) {
    spend.add(clock.now(), 0.5);
    expect(spend.today()).toBe(expected);
  }
});
