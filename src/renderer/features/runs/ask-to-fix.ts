import type { CheckResult } from '../../../shared/check.ts';
import { tailOf } from '../../../shared/cut.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { performText } from '../../state/anyway.ts';

const REPAIR = 'Find out why, repair it without weakening the check, and finish again.';
const LOG_CHARACTERS = 6000;

/** A log is repository content: it is told as data. */
const asData = (log: string): string => `<log>\n${tailOf(log, LOG_CHARACTERS).replace(/<(?=\/?log\b)/gi, '‹')}\n</log>`;

/** What the session of a run is told about a check that fails after its change. */
export function fixCheckText({ command, timedOut, exitCode, tail }: CheckResult): string {
  const end = timedOut ? 'it did not end in time' : `exit code ${exitCode}`;
  return [`The check \`${command}\` fails after your change: ${end}.`, asData(tail), REPAIR].join('\n\n');
}

/** What the session of a run is told about the failure that its run ended with. */
export const fixFailureText = ({ message, why }: Pick<AppError, 'code' | 'message' | 'why'>): string =>
  [`This went wrong: ${message}`, ...(why ? [asData(why)] : []), REPAIR].join('\n\n');

/** Sends a request to repair something to the session of a run, as a comment of the person who asked for it. */
export const askToFix = (runId: RunId, text: string): Promise<unknown> =>
  performText('runs.comment', { runIds: [runId], text }, 'Sent to the session');
