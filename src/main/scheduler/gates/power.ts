import type { Gate, GateDeps } from './gate.ts';

/** Closed before the computer sleeps, and for executions while its processor is slowed down. */
export const powerGate = ({ power }: Pick<GateDeps, 'power'>): Gate => ({
  code: 'power',
  lanes: ['execute', 'publish'],
  keeps: 'lane',
  check(_next, { name, working }) {
    const reason = power(name === 'execute' ? working : 0);
    return reason === null ? null : { reason };
  },
});
