import { expect, it } from 'vitest';
import { firstFailure } from './first-failure.ts';

it.each<[string, string[], string | null]>([
  ['node --test', ['✔ adds (1ms)', '✖ subtracts (2ms)', '✖ failing tests:'], '✖ subtracts (2ms)'],
  ['TAP', ['TAP version 13', 'ok 1 - a', 'not ok 2 - b', '1..2'], 'not ok 2 - b'],
  ['Jest', ['PASS a.test.js', 'FAIL b.test.js', '  ● sums › adds'], 'FAIL b.test.js'],
  ['Vitest', [' ✓ a.test.ts (3 tests)', ' × b.test.ts > adds'], ' × b.test.ts > adds'],
  ['Mocha', ['  3 passing', '  1 failing', '', '  1) sums', '       adds:'], '  1) sums'],
  ['pytest', ['=== FAILURES ===', '____ test_adds ____', 'E   assert 1 == 2'], '____ test_adds ____'],
  ['unittest', ['..F', '=====', 'FAIL: test_adds (t.T)'], 'FAIL: test_adds (t.T)'],
  ['Go', ['=== RUN   TestAdds', '--- FAIL: TestAdds (0.00s)'], '--- FAIL: TestAdds (0.00s)'],
  ['Cargo', ['test a ... ok', 'test b ... FAILED'], 'test b ... FAILED'],
  ['Gradle', ['CalcTest > adds() FAILED', '> Task :test FAILED'], 'CalcTest > adds() FAILED'],
  ['RSpec', ['  1) Sum adds', '     Failure/Error: expect(1)'], '  1) Sum adds'],
  ['PHPUnit', ['There was 1 failure:', '1) SumTest::testAdds'], '1) SumTest::testAdds'],
  ['TypeScript', ['src/a.ts(3,1): error TS2304: Cannot find name.'], 'src/a.ts(3,1): error TS2304: Cannot find name.'],
  ['a program', ['starting', 'TypeError: x is not a function', '    at f'], 'TypeError: x is not a function'],
  ['a test before an error that came first', ['Error: noise', 'not ok 1 - a'], 'not ok 1 - a'],
  [
    'Maven',
    ['[INFO] Running', '[ERROR] adds(SumTest)  Time elapsed: 0.1 s  <<< FAILURE!', '[ERROR] Tests failed'],
    '[ERROR] adds(SumTest)  Time elapsed: 0.1 s  <<< FAILURE!',
  ],
  ['nothing', ['ok 1 - errors are told', 'all 3 tests passed', 'the word FAILED alone'], null],
])('%s', (_name, lines, expected) => {
  const index = firstFailure(lines);
  expect(index === null ? null : lines[index]).toBe(expected);
});

// A log is what a repository prints. A rule that tries each way to divide such a line would stop the window for hours.
it.each([`[ERROR] ${'.:'.repeat(50_000)}`, `a${' > b'.repeat(50_000)}`, `thread '${"' a".repeat(50_000)}`])(
  'a long line that begins like a failure is read in one go',
  (line) => {
    expect(firstFailure(['starting', line, 'not ok 1 - a'])).toBe(2);
  },
);
