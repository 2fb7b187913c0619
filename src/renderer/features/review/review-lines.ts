import type { JobId, RunId } from '../../../shared/ids.ts';
import type { ReviewGroup } from '../../../shared/review-groups.ts';
import { groupOf, type Run } from '../../../shared/run.ts';
import { matchesFilter } from '../../state/run-filter.ts';
import { canReview, markOf } from '../../state/run-mark.ts';

/** A group on the screen. `unfinished`: runs that need a person and have no change to judge. */
export interface ShownGroup {
  key: string;
  jobId: JobId;
  kind: ReviewGroup['kind'] | 'unfinished';
  shares: string;
  members: { runId: RunId; differs: readonly string[] }[];
  approved: number;
}

/** A line of the list: the head of a group, or a member of an unfolded one. */
export type ReviewLine =
  | { kind: 'group'; key: string; group: ShownGroup; folded: boolean }
  | { kind: 'run'; key: RunId; group: ShownGroup; differs: readonly string[] };

/** The groups of a job with what the window knows of their runs by now; empty ones are left out. Pure. */
export function shownGroups(
  jobId: JobId,
  groups: readonly ReviewGroup[],
  runs: readonly Run[],
  filter: string,
): ShownGroup[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const fits = (runId: RunId): boolean => {
    const run = byId.get(runId);
    return run !== undefined && matchesFilter(run, filter);
  };
  const waits = (runId: RunId): boolean => {
    const run = byId.get(runId);
    return run !== undefined && canReview(run) && run.review.decision !== 'rejected' && fits(runId);
  };
  const isApproved = ({ runId }: { runId: RunId }) => byId.get(runId)?.review.decision === 'approved';
  const changed = groups.map(({ id, kind, shares, members }): ShownGroup => {
    const waiting = members.filter(({ runId }) => waits(runId));
    return {
      key: `${jobId}:${id}`,
      jobId,
      kind,
      shares,
      members: waiting,
      approved: waiting.filter(isApproved).length,
    };
  });
  const unfinished = runs
    .filter((run) => groupOf(run) === 'needs_you' && run.outcome !== 'changed' && fits(run.id))
    .map((run) => ({ runId: run.id, differs: [`${markOf(run).word}: ${markOf(run).reason}`] }));
  return [
    ...changed,
    { key: `${jobId}:unfinished`, jobId, kind: 'unfinished' as const, shares: '', members: unfinished, approved: 0 },
  ].filter(({ members }) => members.length > 0);
}

/** What is unlike everything else is read one by one; the rest is one line until somebody wants more. */
const startsFolded = (group: ShownGroup): boolean => group.kind !== 'outliers' && group.members.length > 3;

/** `folds`: what the person folded or unfolded, by key. Pure. */
export const reviewLines = (groups: readonly ShownGroup[], folds: Readonly<Record<string, boolean>>): ReviewLine[] =>
  groups.flatMap((group) => {
    const folded = folds[foldKey(group)] ?? startsFolded(group);
    const head: ReviewLine = { kind: 'group', key: group.key, group, folded };
    if (folded) return [head];
    return [
      head,
      ...group.members.map(({ runId, differs }): ReviewLine => ({ kind: 'run', key: runId, group, differs })),
    ];
  });

/** Such as "31 alike". Pure. */
export function groupTitle({ kind, members }: Pick<ShownGroup, 'kind' | 'members'>): string {
  const count = members.length;
  switch (kind) {
    case 'outliers':
      return count === 1 ? '1 outlier' : `${count} outliers`;
    case 'alike':
      return count === 1 ? '1 of its kind' : `${count} alike`;
    case 'similar':
      return `${count} similar`;
    case 'unfinished':
      return `${count} without a change`;
  }
}

/** What is true of the members that the head should say: what they share, or why they stand apart. Pure. */
export function groupSentence(group: ShownGroup): string {
  if (group.kind === 'outliers') return 'Look at each: unlike the others, or something speaks against it';
  if (group.kind === 'unfinished') return 'Failed, stopped at a limit or interrupted';
  const first = group.shares.slice(0, 1).toUpperCase() + group.shares.slice(1);
  const common = group.members[0]?.differs.filter((words) =>
    group.members.every(({ differs }) => differs.includes(words)),
  );
  return group.kind === 'similar' && common && common.length > 0 ? `${first}. ${common.join('; ')}` : first;
}

/** Under which key the window remembers whether a group is folded. */
export const foldKey = (group: Pick<ShownGroup, 'key'>): string => `groups:${group.key}`;
