import type { FinishReport } from '../../shared/finish.ts';
import type { LeftOut } from '../../shared/left-out.ts';
import { missedIn } from '../../shared/left-out.ts';
import type { OutcomeMessage } from '../../shared/messages/row-message.ts';

/**
 * The outcome of a run without a change. A report of a change, or that none was possible, needs a person; files that were
 * left out of the change are listed. Pure.
 */
export function unchangedOutcome(
  report: Pick<FinishReport, 'outcome' | 'summary'> | null,
  lastWords: string,
  leftOutOfChange: readonly LeftOut[],
): { outcome: 'unchanged' | 'failed'; reason: OutcomeMessage } {
  const leftOut = missedIn(leftOutOfChange);
  const summary = report?.summary ?? '';
  const said = { summary, leftOut };
  if (report?.outcome === 'cannot_do') return { outcome: 'failed', reason: { code: 'could_not_do', parameters: said } };
  if (report?.outcome === 'changed')
    return { outcome: 'failed', reason: { code: 'reported_change_missing', parameters: said } };
  if (summary !== '') return { outcome: 'unchanged', reason: { code: 'unchanged', parameters: said } };
  return lastWords === ''
    ? { outcome: 'failed', reason: { code: 'unexplained', parameters: { leftOut } } }
    : { outcome: 'unchanged', reason: { code: 'unchanged_without_report', parameters: { lastWords, leftOut } } };
}
