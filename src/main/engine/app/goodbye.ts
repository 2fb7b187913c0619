import { failure } from '../../../shared/errors.ts';
import { type Clock, wait } from '../../lib/clock.ts';

/** What is under way when the app quits may end within this time. */
const LONGEST_GOODBYE_MS = 3_000;
const NEVER = new AbortController().signal;

export const LEFT = failure('not_allowed', 'The app quits; the next start goes on.');

/** A host that does not answer keeps nobody from quitting. */
export const goodbye = (clock: Clock, ends: Promise<unknown>): Promise<unknown> =>
  Promise.race([ends, wait(clock, LONGEST_GOODBYE_MS, NEVER)]);
