import type { CheckResult, Verdict } from '../../../../shared/check.ts';
import type { Item } from '../../../../shared/thread.ts';

/** The executions of the check that a thread tells of, oldest first. */
export const checksOf = (items: readonly Item[]): CheckResult[] =>
  items.flatMap((item) => (item.kind === 'check' ? [item.result] : []));

/** What a verdict means, in one sentence. */
export const VERDICT_SENTENCES: Record<Verdict, string> = {
  passes: 'The check passes after the change.',
  newly_broken: 'The check passed before the change and fails after it.',
  broken_before: 'The check fails after the change, but it failed before it too.',
  no_checks_found: 'No command was found that would prove this change. Set one in the options of the job.',
  could_not_run: 'The check could not be run, so nothing is proved.',
};

/** How an execution ended, in a word or two. */
export function endText(result: CheckResult): { text: string; tone: 'good' | 'bad' | 'attention' } {
  if (result.problem !== null) return { text: 'could not run', tone: 'attention' };
  if (result.timedOut) return { text: 'took too long', tone: 'bad' };
  if (result.exitCode === null) return { text: 'was stopped', tone: 'attention' };
  return result.exitCode === 0
    ? { text: 'exit code 0', tone: 'good' }
    : { text: `exit code ${result.exitCode}`, tone: 'bad' };
}
