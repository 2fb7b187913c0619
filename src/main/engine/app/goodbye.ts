import { failure } from '../../../shared/errors.ts';
import { type Clock, wait } from '../../lib/clock.ts';

/** How long work under way may take to end when the app quits. */
const LONGEST_GOODBYE_MS = 3_000;
const NEVER = new AbortController().signal;

export const LEFT = failure('not_allowed', 'The app quits; the next start goes on.');

/** Waits for work, but not for ever: a host that does not answer must not block the quit. */
export const goodbye = (clock: Clock, ends: Promise<unknown>): Promise<unknown> =>
  Promise.race([ends, wait(clock, LONGEST_GOODBYE_MS, NEVER)]);
