import { expect, test } from 'vitest';
import { type CheckResult, verdictOf } from './check.ts';
import { problemOf } from './messages/check-problems.ts';

const ran = (exitCode: number | null, rest: Partial<CheckResult> = {}): CheckResult => ({
  checkId: 'any',
  moment: 'after',
  command: 'npm test',
  exitCode,
  timedOut: false,
  ms: 1,
  tail: '',
  problem: exitCode === null ? problemOf('toolchain_missing') : null,
  ...rest,
});
const late = ran(null, { timedOut: true, problem: null });

test.each([
  ['passes before and after', ran(0), ran(0), 'passes'],
  ['is repaired by the change', ran(1), ran(0), 'passes'],
  ['could not run before, and passes now', ran(null), ran(0), 'passes'],
  ['passes before, fails now', ran(0), ran(1), 'newly_broken'],
  ['passes before, is too slow now', ran(0), late, 'newly_broken'],
  ['fails before and after', ran(1), ran(2), 'broken_before'],
  ['was too slow before, fails now', late, ran(1), 'broken_before'],
  ['could not run before, fails now', ran(null), ran(1), 'could_not_run'],
  ['could not run before, is too slow now', ran(null), late, 'could_not_run'],
  ['cannot run now', ran(0), ran(null), 'could_not_run'],
  ['never ran', null, null, 'no_checks_found'],
  ['ran only now, and fails', null, ran(1), 'newly_broken'],
] as const)('a check that %s', (_name, baseline, after, verdict) => {
  expect(verdictOf(baseline, after)).toBe(verdict);
});
