import { expect, it } from 'vitest';
import { figuresOf } from './figures.ts';
import type { AnsweredRequest } from './model.ts';

const request = (arrivedMs: number, endedMs: number, [fresh, written, read]: [number, number, number]) =>
  ({
    arrivedMs,
    endedMs,
    bytes: 500_000,
    promptTokens: fresh + written + read,
    usage: { input_tokens: fresh, cache_creation_input_tokens: written, cache_read_input_tokens: read },
  }) as AnsweredRequest;

it('reads the figures of a session out of the journal', () => {
  const requests = [
    request(1200, 1205, [100, 1000, 0]),
    request(1209, 1212, [0, 200, 1100]),
    request(1218, 1220, [0, 100, 1300]),
    request(1225, 1226, [0, 0, 1400]),
  ];
  expect(figuresOf(requests, 1000)).toEqual({
    firstRequestMs: 200,
    stepMs: 5,
    firstRequestTokens: 1100,
    cacheReadShare: (100 * 3800) / 5200,
    inputEquivalents: 100 + 1.25 * 1300 + 0.1 * 3800,
    uploadMb: 2,
  });
});
