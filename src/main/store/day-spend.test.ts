import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { TurnId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { costOf, createDaySpend } from './day-spend.ts';

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

it.each([
  ['a second after midnight is a new day', 'Europe/Berlin', '2026-11-22T22:59:59Z', '2026-11-22T23:00:00Z', null, 0.5],
  ['a second before it is not', 'Europe/Berlin', '2026-11-22T22:00:00Z', '2026-11-22T22:59:59Z', null, 1.5],
  ['the night that an hour comes twice in', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', null, 1.5],
  ['the night that lacks an hour', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', null, 1.5],
  // It is yesterday again there, and its money was spent here.
  ['a flight to the west', 'Europe/Berlin', '2026-11-22T23:30:00Z', '2026-11-23T00:30:00Z', 'America/New_York', 1.5],
  ['a flight to the east', 'America/New_York', '2026-11-22T23:00:00Z', '2026-11-22T23:30:00Z', 'Asia/Tokyo', 0.5],
])('the day of the place: %s', async (_name, zone, from, to, elsewhere, expected) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-day-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  let place = zone;
  const dayOf = (at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: place }).format(at);
  const clock = manualClock(Date.parse(from));
  const open = () => createDaySpend(path.join(folder, 'day.json'), () => clock.now(), dayOf);
  const live = open();
  live.add(clock.now(), 1);
  await live.save();
  clock.jump(Date.parse(to) - Date.parse(from));
  if (elsewhere) place = elsewhere;
  const restarted = open();
  await restarted.load();
  for (const spend of [live, restarted]) {
    spend.add(clock.now(), 0.5);
    expect(spend.today()).toBe(expected);
  }
});

it('what was paid for nothing counts for the day, too', () => {
  const error = { code: 'model_unreachable' as const, message: 'The answer broke off' };
  const paid = { error, retryAt: null, usage: NO_USAGE, costUsd: 0.25 };
  expect(costOf({ kind: 'request_failed', turnId: 'turn_1' as TurnId, step: 1, retry: 1, ...paid })).toBe(0.25);
  expect(costOf({ kind: 'judge_failed', ...paid })).toBe(0.25);
  expect(costOf({ kind: 'notice', level: 'info', message: oldText('') })).toBe(0);
});
