import { capital } from '../../../shared/capital.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import {
  actionsText,
  type ChangeActions,
  type Difference,
  differenceAlone,
  differenceText,
} from '../../../shared/messages/differences.ts';
import { isSame } from '../../../shared/messages/message.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { ReviewGroup } from '../../../shared/review-groups.ts';
import type { Run } from '../../../shared/run.ts';
import { groupOf } from '../../../shared/run-group.ts';
import { matchesFilter } from '../../state/run-filter.ts';
import { canReview, markOf } from '../../state/run-mark.ts';

/** A run in a group on the screen. */
interface ShownMember {
  runId: RunId;
  differs: readonly Difference[];
  /** What else its row says, in words: what speaks against it, how it ended, its job. */
  says: readonly string[];
}

/**
 * A group on the screen. `unfinished`: runs that need a person and have no change to judge. `comparing`: changes that are being
 * compared, and `uncompared`: changes that could not be.
 */
export interface ShownGroup {
  key: string;
  /** Null for a group of several jobs. */
  jobId: JobId | null;
  kind: ReviewGroup['kind'] | 'unfinished' | 'comparing' | 'uncompared';
  shares: ChangeActions;
  /** The group that the members differ from stands above this one. */
  isLikeAbove: boolean;
  members: ShownMember[];
  approved: number;
}

/** A line of the list: the head of a group, or a member of an unfolded one. */
export type ReviewLine =
  | { kind: 'group'; key: string; group: ShownGroup; folded: boolean }
  | { kind: 'run'; key: RunId; group: ShownGroup; words: readonly string[] };

/** Does the list show this change as one that waits? Decisions on a group are about these alone. Pure. */
export const isShownToDecide = (run: Run, filter: string): boolean =>
  canReview(run) && run.review.decision !== 'rejected' && matchesFilter(run, filter);

/** The groups of a job with what the window knows of their runs by now; empty ones are left out. Pure. */
export function shownGroups(
  jobId: JobId,
  groups: readonly ReviewGroup[] | 'comparing' | 'uncompared',
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
    return run !== undefined && isShownToDecide(run, filter);
  };
  const isApproved = ({ runId }: { runId: RunId }) => byId.get(runId)?.review.decision === 'approved';
  const known = typeof groups === 'string' ? [] : groups;
  const waitingOf = (id: string | null) =>
    known.find((group) => group.id === id)?.members.filter(({ runId }) => waits(runId)) ?? [];
  const changed = known.map(({ id, kind, shares, like }): ShownGroup => {
    const waiting = waitingOf(id);
    return {
      key: `${jobId}:${id}`,
      jobId,
      kind,
      shares,
      isLikeAbove: waitingOf(like).length > 0,
      members: waiting.map(({ runId, differs, doubts }) => ({ runId, differs, says: doubts.map(messageText) })),
      approved: waiting.filter(isApproved).length,
    };
  });
  // To be looked at already, while nobody knows yet which of them are alike.
  const plain =
    typeof groups === 'string'
      ? runs.filter(({ id }) => waits(id)).map(({ id }) => ({ runId: id, differs: [], says: [] }))
      : [];
  const loose = typeof groups === 'string' ? [looseGroup(jobId, groups, plain, plain.filter(isApproved).length)] : [];
  const unfinished = runs
    .filter((run) => groupOf(run) === 'needs_you' && run.outcome !== 'changed' && fits(run.id))
    .map((run) => ({ runId: run.id, differs: [], says: [`${markOf(run).word}: ${markOf(run).reason}`] }));
  return [
    ...loose,
    ...changed,
    {
      key: `${jobId}:unfinished`,
      jobId,
      kind: 'unfinished' as const,
      shares: NO_ACTIONS,
      isLikeAbove: false,
      members: unfinished,
      approved: 0,
    },
  ].filter(({ members }) => members.length > 0);
}

const NO_ACTIONS: ChangeActions = { actions: [], more: 0 };

const looseGroup = (
  jobId: JobId,
  kind: 'comparing' | 'uncompared',
  members: ShownGroup['members'],
  approved: number,
): ShownGroup => ({ key: `${jobId}:${kind}`, jobId, kind, shares: NO_ACTIONS, isLikeAbove: false, members, approved });

/** What is read one by one is open; the rest is one line until somebody wants more. */
const startsFolded = ({ kind, members }: ShownGroup): boolean =>
  kind !== 'outliers' && kind !== 'comparing' && kind !== 'uncompared' && members.length > 3;

/** `folds`: what the person folded or unfolded, by key. Pure. */
export const reviewLines = (groups: readonly ShownGroup[], folds: Readonly<Record<string, boolean>>): ReviewLine[] =>
  groups.flatMap((group) => {
    const folded = folds[foldKey(group)] ?? startsFolded(group);
    const head: ReviewLine = { kind: 'group', key: group.key, group, folded };
    if (folded) return [head];
    const common = commonDiffers(group);
    const rows = group.members.map(({ runId, differs, says }): ReviewLine => {
      const own = differs.filter((each) => !common.some((common) => isSame(common, each)));
      return { kind: 'run', key: runId, group, words: [...says, ...own.map(differenceAlone)] };
    });
    return [head, ...rows];
  });

/** Such as "31 alike". Pure. */
export function groupTitle(group: Pick<ShownGroup, 'kind' | 'members' | 'shares'>): string {
  const { kind, members } = group;
  const count = members.length;
  switch (kind) {
    case 'outliers':
      return count === 1 ? '1 outlier' : `${count} outliers`;
    // Nothing is like a single one: what it does names it best.
    case 'alike':
      return count === 1 ? capital(actionsText(group.shares)) : `${count} alike`;
    case 'similar':
      return count === 1 ? capital(actionsText(group.shares)) : `${count} similar`;
    case 'unfinished':
      return `${count} without a change`;
    case 'comparing':
      return count === 1 ? 'Comparing 1 change' : `Comparing ${count} changes`;
    case 'uncompared':
      return count === 1 ? '1 change' : `${count} changes`;
  }
}

/** Differences that all members of a similar group have: the head tells them, so the rows need not. */
function commonDiffers({ kind, members }: ShownGroup): Difference[] {
  if (kind !== 'similar') return [];
  return (members[0]?.differs ?? []).filter((each) =>
    members.every(({ differs }) => differs.some((other) => isSame(each, other))),
  );
}

/** What is true of the members that the head should say: what they share, or why they stand apart. Pure. */
export function groupSentence(group: ShownGroup): string {
  const { kind, members, shares, isLikeAbove } = group;
  if (kind === 'outliers')
    return `Look at ${members.length === 1 ? 'it' : 'each'}: unlike the others, or something speaks against it`;
  if (kind === 'comparing') return 'You can look at them already; they are put into groups in a moment';
  if (kind === 'uncompared') return 'They could not be compared';
  if (kind === 'unfinished') return 'Failed, stopped at a limit or interrupted';
  if (kind === 'alike' && members.length === 1) return '';
  const common = commonDiffers(group);
  const words = common.map(differenceText).join('; ');
  if (isLikeAbove) {
    return words === ''
      ? 'Like the group above, each with a difference of its own'
      : `Like the group above, but ${words}`;
  }
  if (members.length === 1) {
    const [first, ...others] = common;
    return first ? [differenceAlone(first), ...others.map(differenceText)].join('; ') : '';
  }
  const first = capital(actionsText(shares));
  return words === '' ? first : `${first}; ${words}`;
}

/** Runs without a change are one group, however many jobs they are of; each row then says which. Pure. */
export function withOneUnfinished(groups: readonly ShownGroup[], titleOf: (jobId: JobId) => string): ShownGroup[] {
  const unfinished = groups.flatMap((group) =>
    group.kind === 'unfinished' && group.jobId !== null ? [{ ...group, jobId: group.jobId }] : [],
  );
  const [first] = unfinished;
  if (first === undefined || unfinished.length === 1) return [...groups];
  const members = unfinished.flatMap(({ jobId, members: own }) =>
    own.map((member) => ({ ...member, says: [...member.says, titleOf(jobId)] })),
  );
  const all = { ...first, key: 'unfinished', jobId: null, members };
  return [...groups.filter(({ kind }) => kind !== 'unfinished'), all];
}

/** Under which key the window remembers whether a group is folded. */
export const foldKey = (group: Pick<ShownGroup, 'key'>): string => `groups:${group.key}`;
