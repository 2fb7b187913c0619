import { unhidden } from './hidden-text.ts';
import type { Run } from './run.ts';

/**
 * What speaks against the change of a run, worst first, one sentence each; empty when nothing does. Names of files stand in
 * them: nothing hides there, either.
 */
export function doubtsOf(
  run: Pick<Run, 'outcome' | 'verdict' | 'guardProblems' | 'judgeReasons' | 'changeset'>,
): string[] {
  if (run.outcome !== 'changed') return [];
  return [
    ...(run.verdict === 'newly_broken' ? ['The check passed before the change and fails after it.'] : []),
    ...(run.verdict === 'could_not_run' ? ['The check could not run, so nothing is proved.'] : []),
    ...run.guardProblems,
    ...(run.changeset?.doubts ?? []),
    ...run.judgeReasons.map((reason) => `The judge: ${reason}`),
  ].map(unhidden);
}
