import { expect, test } from 'vitest';
import { plainText, testSummary } from './test-summary.ts';

const ESC = String.fromCharCode(27);
test.each([
  ['vitest', ` Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 41 passed (42)\n`, '41 passed, 1 failed'],
  [
    'vitest in colour',
    `${ESC}[2m      Tests ${ESC}[22m ${ESC}[1m${ESC}[32m41 passed${ESC}[39m${ESC}[22m (41)\n`,
    '41 passed',
  ],
  [
    'jest',
    'Test Suites: 1 failed, 1 total\nTests:       2 failed, 3 skipped, 41 passed, 46 total\n',
    '41 passed, 2 failed',
  ],
  ['node --test', '# tests 3\n# pass 2\n# fail 1\n', '2 passed, 1 failed'],
  ['node --test, spec', 'ℹ tests 3\nℹ pass 3\nℹ fail 0\n', '3 passed'],
  ['mocha', '  41 passing (12ms)\n  1 pending\n  2 failing\n', '41 passed, 2 failed'],
  ['pytest', '===== 1 failed, 41 passed, 2 skipped, 1 error in 0.12s =====\n', '41 passed, 2 failed'],
  ['pytest -q', '.....\n5 passed in 0.01s\n', '5 passed'],
  [
    'cargo',
    'test result: ok. 4 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed; 0 ignored\n',
    '5 passed, 2 failed',
  ],
  [
    'Maven',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0\n[ERROR] Tests run: 42, Failures: 1, Errors: 1, Skipped: 0\n',
    '40 passed, 2 failed',
  ],
  ['unittest', 'Ran 42 tests in 0.1s\n\nFAILED (failures=1, errors=2)\n', '39 passed, 3 failed'],
  ['unittest, good', 'Ran 1 test in 0.1s\n\nOK\n', '1 passed'],
  [
    'go',
    'ok  \texample.com/a\t0.1s\nFAIL\texample.com/b\t0.1s\nok  \texample.com/c\t(cached)\n',
    '2 passed, 1 failed (packages)',
  ],
  ['anything else', 'all 3 passed, they say\n', null],
  ['nothing', '', null],
])('sums up %s', (_name, output, expected) => {
  expect(testSummary(output)).toBe(expected);
});

test('takes colours, titles and overwritten progress out of output', () => {
  expect(plainText(`${ESC}[31mred${ESC}[0m ${ESC}]0;title\u0007a\r\n10%\r50%\r100%\ndone\r\n`)).toBe(
    'red a\n100%\ndone\n',
  );
});
