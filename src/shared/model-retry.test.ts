import { describe, expect, it } from 'vitest';
import { type AppError, ERROR_CODES } from './errors.ts';
import { MAX_RETRIES, retryAt } from './model-retry.ts';

const error = (code: AppError['code'], rest: Partial<AppError> = {}): AppError => ({ code, message: '', ...rest });
const NOW = 1_000_000;

describe('retryAt', () => {
  it.each([
    { retries: 0, jitter: 0, after: 1000 },
    { retries: 1, jitter: 0, after: 2000 },
    { retries: 5, jitter: 0, after: 32_000 },
    { retries: 6, jitter: 0, after: 60_000 },
    { retries: 9, jitter: 0, after: 60_000 },
    { retries: 0, jitter: 1, after: 750 },
    { retries: 6, jitter: 0.5, after: 52_500 },
  ])('waits $after ms after $retries retries with jitter $jitter', ({ retries, jitter, after }) => {
    expect(retryAt(error('model_overloaded'), retries, NOW, jitter)).toBe(NOW + after);
  });

  it.each([
    { name: 'an ordered wait is kept to the millisecond', order: NOW + 7000, expected: NOW + 7000 },
    { name: 'ten minutes are still waited', order: NOW + 600_000, expected: NOW + 600_000 },
    { name: 'a longer order is not for a session that holds a place', order: NOW + 600_001, expected: null },
    { name: 'an order that is over means the usual delay', order: NOW - 1, expected: NOW + 1000 },
  ])('$name', ({ order, expected }) => {
    expect(retryAt(error('model_rate_limited', { retryAt: order }), 0, NOW, 0)).toBe(expected);
  });

  it('gives up after the last retry', () => {
    expect(retryAt(error('model_stalled'), MAX_RETRIES, NOW, 0)).toBeNull();
  });

  it.each(['model_stalled', 'model_bad_answer'] as const)('pays for %s no more than three times', (code) => {
    const tries = [0, 1, 2].map((ofKind) => retryAt(error(code), 5 + ofKind, NOW, 0, ofKind) !== null);
    expect(tries).toEqual([true, true, false]);
  });

  it("the API's own word overrules its status", () => {
    expect(retryAt(error('model_rejected', { retryable: true }), 0, NOW, 0)).toBe(NOW + 1000);
    expect(retryAt(error('model_overloaded', { retryable: false }), 0, NOW, 0)).toBeNull();
  });

  it('tries again only what passes by itself', () => {
    expect(ERROR_CODES.filter((code) => retryAt(error(code), 0, NOW, 0) !== null)).toEqual([
      'model_rate_limited',
      'model_overloaded',
      'model_unreachable',
      'model_stalled',
      'model_bad_answer',
      'network_offline',
    ]);
  });
});
