import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunDelta } from '../../../shared/events.ts';
import { joinDeltas } from './deltas.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('joins what comes within 50 ms, and keeps kinds, steps and their order apart', () => {
  const sent: RunDelta[] = [];
  const { add, flush } = joinDeltas((delta) => sent.push(delta));
  const text = (words: string, step = 1): RunDelta => ({ step, kind: 'text', text: words });
  add(text('a'));
  add(text('b'));
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([text('ab')]);
  add(text('c'));
  add({ step: 1, kind: 'reasoning', text: 'r' });
  expect(sent).toEqual([text('ab'), text('c')]);
  add(text('', 2));
  flush();
  flush();
  vi.advanceTimersByTime(500);
  expect(sent).toEqual([text('ab'), text('c'), { step: 1, kind: 'reasoning', text: 'r' }]);
});
