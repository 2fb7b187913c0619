import type { Gate, GateDeps } from './gate.ts';

/** Closed while a Git host's rate limit holds: for cloning, publishing and refreshing pull requests. */
export const hostGate = ({ holds, clock }: Pick<GateDeps, 'holds' | 'clock'>): Gate => ({
  code: 'host',
  lanes: ['execute', 'publish', 'follow'],
  keeps: 'run',
  check({ repo, status, baseCommit }) {
    // A run with a clone does not need the host until it publishes.
    const needsHost = repo.kind === 'remote' && (status === 'settled' || baseCommit === null);
    if (!needsHost) return null;
    const until = holds.until(repo.host);
    if (until <= clock.now()) return null;
    return { reason: { code: 'host_asks_to_wait', parameters: { host: repo.host, until } }, until };
  },
});
