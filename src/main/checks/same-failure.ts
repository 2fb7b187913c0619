import type { CheckResult } from '../../shared/check.ts';

type Ended = Pick<CheckResult, 'exitCode' | 'tail'>;

/**
 * Do two executions fail alike? Compared are the exit code and the lines at the end, in any order and without what differs from
 * one time to the next: durations, counters, addresses, temporary names. Pure.
 */
export function sameFailure(one: Ended, other: Ended): boolean {
  return one.exitCode === other.exitCode && linesOf(one.tail) === linesOf(other.tail);
}

function linesOf(tail: string): string {
  const lines = tail.split('\n').map((line) =>
    line
      .replace(/\b(?:0x[0-9a-f]+|(?=[0-9a-f]*\d)[0-9a-f]{6,})\b/gi, '#')
      .replace(/\/tmp\/\S+/g, '/tmp/#')
      .replace(/\d+(?:\.\d+)?\s?(?:[mnµu]?s|sec(?:ond)?s?|m(?:in(?:ute)?s?)?)\b/g, '#')
      .replace(/\d+[.:]\d+(?:[.:]\d+)*|\d{4}-\d\d-\d\d/g, '#')
      .trim(),
  );
  return [...new Set(lines)].sort().join('\n');
}
