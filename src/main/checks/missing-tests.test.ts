import { expect, test } from 'vitest';
import { missingTests } from './missing-tests.ts';

const patchOf = (path: string, ...lines: string[]): string =>
  [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, '@@ -1 +1 @@', ...lines, ''].join('\n');

test('tests that are deleted are told, and other files are not', () => {
  const files = ['test/a.test.js', 'test/data.json', 'src/b.js'].map((path) => ({ path, status: 'deleted' as const }));
  expect(missingTests(files, '', 'npm test')).toEqual([
    { code: 'tests_deleted', parameters: { paths: ['test/a.test.js'], more: 0 } },
  ]);
  expect(missingTests(files, '', null)).toEqual([]);
});

test.each([
  ['test/a.test.js', '+it.skip("adds", () => {', 1],
  ['test/a.test.js', '+  test.only("adds", () => {', 1],
  ['test/a.test.js', '+  xit("adds", () => {', 1],
  ['tests/test_a.py', '+@pytest.mark.skip', 1],
  ['tests/test_a.py', '+    raise pytest.skip("later")', 1],
  ['a/b_test.go', '+\tt.Skip("later")', 1],
  ['src/test/java/ATest.java', '+    @Disabled', 1],
  ['tests/a.rs', '+#[ignore]', 1],
  ['test/a.test.js', '+  test("skips blanks", () => {', 0],
  ['test/a.test.js', '+  expect(skip(3)).toEqual([]);', 0],
  ['src/a.js', '+it.skip("adds", () => {', 0],
])('tests that are switched off are told: %s %s', (path, line, notes) => {
  expect(missingTests([], patchOf(path, line), 'npm test')).toHaveLength(notes);
});

test('a test that was off before is not', () => {
  expect(missingTests([], patchOf('test/a.test.js', '-  it.skip("a");', '+    it.skip("a");'), 'npm test')).toEqual([]);
});
