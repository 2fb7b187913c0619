import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { capabilitiesOf } from '../../shared/request-capabilities.ts';
import { openHostHabits } from './host-habits.ts';

const MODEL = 'claude-opus-5-5';
const PLAIN = capabilitiesOf(MODEL, 'https://gateway.example');

it('what a host has refused is known after a restart, for that host and model only, until it is worth another try', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-habits-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'host-habits.json');
  let now = 1000;
  const open = () => openHostHabits(file, { now: () => now }, { info: () => undefined });
  const first = open();
  await first.load();
  first.learn('gateway.example', MODEL, { do: 'strip_thinking' });
  expect(first.apply('gateway.example', PLAIN, MODEL)).toEqual(PLAIN);
  first.learn('gateway.example', MODEL, { do: 'leave_out_field', field: 'thinking.adaptive.display' });
  first.learn('gateway.example', MODEL, { do: 'cap_output', tokens: 8192 });
  await first.saved();

  const second = open();
  await second.load();
  const learned = { ...PLAIN, without: ['thinking.adaptive.display'], maxOutput: 8192 };
  expect(second.apply('gateway.example', PLAIN, MODEL)).toEqual(learned);
  expect(second.apply('other.example', PLAIN, MODEL)).toEqual(PLAIN);
  expect(second.apply('gateway.example', PLAIN, 'claude-sonnet-5-5')).toEqual(PLAIN);
  now += 8 * 24 * 60 * 60_000;
  expect(second.apply('gateway.example', PLAIN, MODEL)).toEqual(PLAIN);
});
