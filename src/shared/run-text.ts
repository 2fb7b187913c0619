import type { AppError } from './errors.ts';
import { messageText } from './messages/message-text.ts';
import { failureOfPublication, publicationText, publicationWaitsUntil } from './publication.ts';
import { hasNewChange, type Run } from './run.ts';

/** Is the publication what a row has to tell of? Not while the session is at work, nor of what it has brought since. */
const isAboutPublication = (run: Run): boolean =>
  run.status === 'settled' &&
  run.outcome === 'changed' &&
  (run.publication.step !== 'idle' || (run.publication.pullRequest !== null && !hasNewChange(run)));

/** What its execution does or why it ended, in words. */
export const actionOf = (run: Pick<Run, 'action'>): string => messageText(run.action);

/** What a row says in plain words: how its publication stands once there is one, else what its execution does or why it ended. */
export const runText = (run: Run): string =>
  (isAboutPublication(run) ? publicationText(run.publication) : null) ?? actionOf(run);

/** Epoch ms until which the run or its publication waits, or null. */
export const waitsUntil = (run: Run): number | null =>
  isAboutPublication(run) ? publicationWaitsUntil(run.publication) : run.waitingUntil;

/** The last failure that a row tells of: that of the publication only while no session is at work. */
export const failureOf = (run: Run): AppError | null =>
  run.lastError ?? (run.status === 'settled' ? failureOfPublication(run.publication) : null);
