import { expect, it } from 'vitest';
import { effortOf } from './turn-effort.ts';

it.each([
  // What a check can prove is tried with little; what comes back gets more.
  ['instruction', 'medium', true, 'low'],
  ['check', 'medium', true, 'high'],
  ['judge', 'medium', true, 'high'],
  ['guard', 'medium', true, 'medium'],
  ['person', 'medium', true, 'medium'],
  // Nothing would tell that little was not enough.
  ['instruction', 'medium', false, 'medium'],
  // What was chosen holds, and is never lowered.
  ['instruction', 'high', true, 'high'],
  ['instruction', 'low', true, 'low'],
  ['check', 'max', true, 'max'],
  ['check', 'low', true, 'high'],
] as const)('a turn from %s, %s effort, provable %s: %s', (source, effort, provable, expected) => {
  expect(effortOf(source, { effort, risingEffort: true }, provable)).toBe(expected);
  expect(effortOf(source, { effort, risingEffort: false }, provable)).toBe(effort);
});
