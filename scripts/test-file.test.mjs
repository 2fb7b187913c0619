import { expect, it } from 'vitest';
import { argumentsFor, plan, suiteOf } from './test-file.mjs';

it.each([
  ['src/shared/csv.test.ts', 'unit'],
  ['src/renderer/ui/x.test.tsx', 'unit'],
  ['scripts/test-file.test.mjs', 'unit'],
  ['src/main/git/clone.integration.test.ts', 'integration'],
  ['scripts/boundaries.integration.test.mjs', 'integration'],
  ['e2e/review.spec.ts', 'e2e'],
  ['src/shared/csv.ts', null],
])('%s belongs to %s', (file, suite) => expect(suiteOf(file)).toBe(suite));

it('runs each suite that a file belongs to, with the words that follow the files', () => {
  const files = ['a.test.ts', 'b.integration.test.ts', 'c.test.ts', 'e2e/d.spec.ts'];
  expect(plan([...files, '-t', 'a.test.ts'])).toEqual([
    { suite: 'unit', files: ['a.test.ts', 'c.test.ts'], more: ['-t', 'a.test.ts'] },
    { suite: 'integration', files: ['b.integration.test.ts'], more: ['-t', 'a.test.ts'] },
    { suite: 'e2e', files: ['e2e/d.spec.ts'], more: ['-t', 'a.test.ts'] },
  ]);
});

it.each([[[]], [['-t', 'a']], [['a.test.ts', 'b.ts']]])(
  '%j is no call: a file that is no test is not left out in silence',
  (args) => expect(plan(args)).toBeNull(),
);

it('says to each runner which test of the file is meant', () => {
  const more = ['-t', 'a name'];
  expect(argumentsFor({ suite: 'unit', files: ['a.test.ts'], more })).toEqual(['a.test.ts', '-t', 'a name']);
  const files = ['e2e/a.spec.ts'];
  expect(argumentsFor({ suite: 'e2e', files, more })).toEqual(['e2e/a\\.spec\\.ts', '-g', 'a name']);
});
