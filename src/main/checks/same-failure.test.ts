import { expect, test } from 'vitest';
import { sameFailure } from './same-failure.ts';

const ended = (tail: string, exitCode = 1) => ({ tail, exitCode });

test.each([
  [
    'what differs from one time to the next',
    'FAIL a (12 ms)\n2 failed in 1.24s\nat 0x7f3a9c',
    'FAIL a (9 ms)\n2 failed in 0.98s\nat 0x55d01e',
    true,
  ],
  ['another order', 'FAIL a\nFAIL b', 'FAIL b\nFAIL a', true],
  ['a temporary folder', 'in /tmp/x-81ab/t', 'in /tmp/x-99cd/t', true],
  ['another test', 'FAIL a', 'FAIL b', false],
  ['one more test', '2 failed', '3 failed', false],
] as const)('%s', (_name, one, other, same) => expect(sameFailure(ended(one), ended(other))).toBe(same));

test('another exit code is another failure', () => expect(sameFailure(ended('x', 1), ended('x', 2))).toBe(false));
