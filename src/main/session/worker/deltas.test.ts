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

it('of a flood of output sends the end, from the beginning of a line', () => {
  const sent: RunDelta[] = [];
  const { add } = joinDeltas((delta) => sent.push(delta));
  const output = (text: string): RunDelta => ({ step: 1, kind: 'output', text });
  for (let nth = 0; nth < 10_000; nth += 1) add(output(`line ${nth} of very many\n`));
  vi.advanceTimersByTime(50);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.text.length).toBeLessThan(20_010);
  expect(sent[0]?.text).toMatch(/^…\nline \d+ of very many\n[\s\S]*line 9999 of very many\n$/);
  // One endless line may begin with half of a secret.
  add(output('x'.repeat(100_000)));
  vi.advanceTimersByTime(50);
  expect(sent[1]?.text).toBe('…\n');
  const words = { step: 2, kind: 'text', text: 'x'.repeat(100_000) } as const;
  add(words);
  vi.advanceTimersByTime(50);
  expect(sent[2]).toEqual(words);
});

it('of output sends whole lines only: a secret is known as a whole', () => {
  const sent: RunDelta[] = [];
  const { add, drop } = joinDeltas((delta) => sent.push(delta));
  const output = (text: string): RunDelta => ({ step: 1, kind: 'output', text });
  const said = (text: string): string[] => {
    add(output(text));
    vi.advanceTimersByTime(50);
    return sent.splice(0).map((delta) => delta.text);
  };
  expect(said('first\nthe key is known-secr')).toEqual(['first\n']);
  expect(said('et-value-12345678')).toEqual([]);
  expect(said('\nnext')).toEqual(['the key is known-secret-value-12345678\n']);
  // A line that is drawn over has ended, too.
  expect(said(': 10 %\r20 %')).toEqual(['next: 10 %\r']);
  expect(said('\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n')).toEqual(['20 %\n']);
  expect(said('abcd\n')).toEqual([]);
  expect(said('-----END RSA PRIVATE KEY-----\n')).toEqual([
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\n',
  ]);
  expect(said('the end')).toEqual([]);
  drop();
  expect(said('of another\n')).toEqual(['of another\n']);
});
