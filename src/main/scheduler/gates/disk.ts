import type { Gate, GateDeps } from './gate.ts';

/** Closed when the quota for clones is used up. A run that already has a clone needs no more disk. */
export const diskGate = ({ disk }: Pick<GateDeps, 'disk'>): Gate => ({
  code: 'disk',
  lanes: ['execute'],
  keeps: 'lane',
  check(next) {
    const reason = next.baseCommit === null ? disk() : null;
    return reason === null ? null : { reason };
  },
});
