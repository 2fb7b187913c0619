import type { Run } from '../../../shared/run.ts';

/** The readings of a run. */
export type RunTab = 'changes' | 'conversation' | 'checks';

/** From this width on the conversation stands beside the diff; below, a diff beside it would be too narrow to read. */
export const SIDE_BY_SIDE = 900;
/** From this width on the tree of files stands beside the diff: a diff in two columns needs the more room. */
export const WITH_TREE = { unified: 660, split: 920 } as const;

/** What a person wants to see of a run that was just opened: what it does, else what came out. */
export const firstTab = (run: Run): RunTab =>
  run.changeset === null && run.status === 'running' ? 'conversation' : 'changes';
