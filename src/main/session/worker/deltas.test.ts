import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunDelta } from '../../../shared/events.ts';
import { joinDeltas } from './deltas.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('joins what comes within 50 ms, and keeps kinds, steps and their order apart', () => {
  const sent: RunDelta[] = [];
  const { add } = joinDeltas((delta) => sent.push(delta));
  const text = (words: string, step = 1): RunDelta => ({ step, kind: 'text', text: words });
  add(text('a'));
  add(text('b'));
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([text('ab')]);
  add(text('c'));
  add({ step: 1, kind: 'reasoning', text: 'r' });
  expect(sent).toEqual([text('ab')]);
  add(text('', 2));
  vi.advanceTimersByTime(500);
  expect(sent).toEqual([text('ab'), text('c'), { step: 1, kind: 'reasoning', text: 'r' }]);
});

it('forgets what an event makes superfluous', () => {
  const sent: RunDelta[] = [];
  const { add, drop } = joinDeltas((delta) => sent.push(delta));
  add({ step: 1, kind: 'text', text: 'a' });
  drop();
  vi.advanceTimersByTime(500);
  add({ step: 2, kind: 'text', text: 'b' });
  vi.advanceTimersByTime(500);
  expect(sent).toEqual([{ step: 2, kind: 'text', text: 'b' }]);
});
