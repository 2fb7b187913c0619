import type { Gate, GateDeps } from './gate.ts';

/** Nothing begins before a sleep of the computer. A publication is no work for its processor. */
export const powerGate = ({ power }: Pick<GateDeps, 'power'>): Gate => ({
  code: 'power',
  lanes: ['execute', 'publish'],
  keeps: 'lane',
  check(_next, { name, working }) {
    const words = power(name === 'execute' ? working : 0);
    return words === null ? null : { words };
  },
});
