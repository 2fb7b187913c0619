import { z } from 'zod';
import { CheckProblem } from './messages/check-problems.ts';

/** How a job finds the command that proves a change. */
export const CheckPolicy = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('detect') }),
  z.object({ mode: z.literal('command'), command: z.string().min(1).max(4000) }),
  z.object({ mode: z.literal('off') }),
]);
export type CheckPolicy = z.infer<typeof CheckPolicy>;

/** One execution of the check command by the app. `exitCode` is null when the command could not run or was killed. */
export const CheckResult = z.object({
  checkId: z.string(),
  moment: z.enum(['baseline', 'after']),
  command: z.string(),
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  ms: z.number(),
  /** The last lines of its output, redacted; the whole log is kept in a file beside the run's events. */
  tail: z.string(),
  /** Why it could not run, when it could not. */
  problem: CheckProblem.nullable(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** What the checks say of a change; `verdictOf` makes it. */
export const Verdict = z.enum(['passes', 'newly_broken', 'broken_before', 'no_checks_found', 'could_not_run']);
export type Verdict = z.infer<typeof Verdict>;

/**
 * The verdict from two executions of the same command, before and after the change. Where the first one could not run, a
 * failure of the second may be old or new: nothing is proved.
 */
export function verdictOf(baseline: CheckResult | null, after: CheckResult | null): Verdict {
  if (!after) return 'no_checks_found';
  if (after.exitCode === 0) return 'passes';
  if (after.exitCode === null && !after.timedOut) return 'could_not_run';
  if (baseline && baseline.exitCode === null && !baseline.timedOut) return 'could_not_run';
  if (baseline && baseline.exitCode !== 0) return 'broken_before';
  return 'newly_broken';
}

/** As a row says it. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  passes: 'checks pass',
  newly_broken: 'newly broken',
  broken_before: 'broken before',
  no_checks_found: 'no checks found',
  could_not_run: 'checks could not run',
};
