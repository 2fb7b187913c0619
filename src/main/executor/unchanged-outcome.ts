import type { LeftOut } from '../../shared/changeset.ts';
import type { FinishReport } from '../../shared/finish.ts';
import { leftOutNotes, missedIn } from '../../shared/left-out.ts';

/**
 * How a run without a change settles. Who says that something was changed, or could not be, needs a person; and whatever was
 * left out of the change stands beside it. Pure.
 */
export function unchangedOutcome(
  report: Pick<FinishReport, 'outcome' | 'summary'> | null,
  lastWords: string,
  leftOut: readonly LeftOut[],
): { outcome: 'unchanged' | 'failed'; words: string } {
  const notes = leftOutNotes(missedIn(leftOut));
  const settled = (outcome: 'unchanged' | 'failed', words: string) => ({
    outcome,
    words: [words, ...notes].join('\n'),
  });
  if (report?.outcome === 'cannot_do') return settled('failed', `The session could not do it: ${report.summary}`);
  if (report?.outcome === 'changed') {
    const why = notes.length > 0 ? 'nothing of it can be published' : 'the files are as they were';
    return settled('failed', `The session reports a change, but ${why}: ${report.summary}`);
  }
  const words = report?.summary || (lastWords && `Ended without a report. Its last words: ${lastWords}`);
  if (words === '') return settled('failed', 'The session ended without a change and without saying why.');
  return settled('unchanged', words);
}
