import type { Gate, GateDeps } from './gate.ts';

/** The quota of clones. Who has one already takes no new one. */
export const diskGate = ({ disk }: Pick<GateDeps, 'disk'>): Gate => ({
  code: 'disk',
  lanes: ['execute'],
  keeps: 'lane',
  check(next) {
    const words = next.baseCommit === null ? disk() : null;
    return words === null ? null : { words };
  },
});
