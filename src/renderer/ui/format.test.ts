import { describe, expect, it } from 'vitest';
import {
  formatCountdown,
  formatDuration,
  formatDurationShort,
  formatMoney,
  formatRelative,
  formatSize,
  formatTokens,
  plural,
} from './format.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('figures in words', () => {
  it.each([
    [0, '$0.00'],
    [0.0042, '$0.0042'],
    [0.00999, '$0.0100'],
    [0.01, '$0.01'],
    [2.145, '$2.15'],
    [1234.5, '$1,234.50'],
  ])('money %d', (dollars, expected) => expect(formatMoney(dollars)).toBe(expected));

  it.each([
    [0, '0 s', '0s'],
    [0.2, '1 ms', '0s'],
    [41, '41 ms', '0s'],
    [95, '0.1 s', '0s'],
    [420, '0.4 s', '0s'],
    [42 * SECOND, '42 s', '42s'],
    [110 * SECOND, '1 min 50 s', '1m'],
    [2 * MINUTE, '2 min', '2m'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min', '2h'],
    [50 * HOUR, '2 d 2 h', '2d'],
  ])('duration %d', (ms, long, short) => {
    expect([formatDuration(ms), formatDurationShort(ms)]).toEqual([long, short]);
  });

  it.each([
    [-5, '0:00'],
    [41_200, '0:42'],
    [725 * SECOND, '12:05'],
    [HOUR + 2 * MINUTE + 3 * SECOND, '1:02:03'],
  ])('countdown %d', (ms, expected) => expect(formatCountdown(ms)).toBe(expected));

  it.each([
    [10 * SECOND, 'just now'],
    [5 * MINUTE, '5 min ago'],
    [3 * HOUR, '3 h ago'],
    [DAY, 'yesterday'],
    [3 * DAY, '3 days ago'],
  ])('relative %d', (ago, expected) => expect(formatRelative(100 * DAY - ago, 100 * DAY)).toBe(expected));

  it.each([
    [812, '812'],
    [4_100, '4.1k'],
    [9_960, '10k'],
    [120_400, '120k'],
    [2_300_000, '2.3M'],
  ])('tokens %d', (count, expected) => expect(formatTokens(count)).toBe(expected));

  it.each([
    [640, '640 KB'],
    [2_400, '2.4 MB'],
    [48_000, '48 MB'],
    [3_200_000, '3.2 GB'],
  ])('size %d', (kilobytes, expected) => expect(formatSize(kilobytes)).toBe(expected));

  it('counts', () => {
    expect([plural(1, 'run'), plural(0, 'run'), plural(1200, 'patch', 'patches')]).toEqual([
      '1 run',
      '0 runs',
      '1,200 patches',
    ]);
  });
});
