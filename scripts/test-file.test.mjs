import { expect, it } from 'vitest';
import { argumentsFor, suiteOf } from './test-file.mjs';

it.each([
  ['src/shared/csv.test.ts', 'unit'],
  ['src/renderer/ui/x.test.tsx', 'unit'],
  ['scripts/test-file.test.mjs', 'unit'],
  ['src/main/git/clone.integration.test.ts', 'integration'],
  ['scripts/boundaries.integration.test.mjs', 'integration'],
  ['e2e/review.spec.ts', 'e2e'],
  ['src/shared/csv.ts', null],
])('%s belongs to %s', (file, suite) => expect(suiteOf(file)).toBe(suite));

it('says to each runner which test of the file is meant', () => {
  expect(argumentsFor('unit', 'a.test.ts', ['-t', 'a name'])).toEqual(['a.test.ts', '-t', 'a name']);
  expect(argumentsFor('e2e', 'e2e/a.spec.ts', ['-t', 'a name'])).toEqual(['e2e/a\\.spec\\.ts', '-g', 'a name']);
});
