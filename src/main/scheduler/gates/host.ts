import { timeOfDay } from '../../lib/time-of-day.ts';
import type { Gate, GateDeps } from './gate.ts';

/** A Git host has said when to come again: to clone, to publish or to look at a pull request. */
export const hostGate = ({ holds, clock }: Pick<GateDeps, 'holds' | 'clock'>): Gate => ({
  code: 'host',
  lanes: ['execute', 'publish', 'follow'],
  keeps: 'run',
  check({ repo, status, baseCommit }) {
    // A run that has its clone needs nothing of the host before it publishes.
    const needsHost = repo.kind === 'remote' && (status === 'settled' || baseCommit === null);
    if (!needsHost) return null;
    const until = holds.until(repo.host);
    if (until <= clock.now()) return null;
    return {
      words: `${repo.host} asks everybody to wait until ${timeOfDay(until)}: its rate limit is used up.`,
      until,
    };
  },
});
