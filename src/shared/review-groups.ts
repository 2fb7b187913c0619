import { z } from 'zod';
import type { ChangeShape, ShapeSlot } from './change-shape.ts';
import { changeActionsOf, differences } from './group-differences.ts';
import { RunId } from './ids.ts';
import { ChangeActions, Difference } from './messages/differences.ts';
import { StandingDoubt } from './messages/standing.ts';
import { similarity, type Weights, weightsOf } from './shape-similarity.ts';

/** A run in a group, and how its change differs from what the group shares. */
export const GroupMember = z.object({
  runId: RunId,
  /** Most telling first; empty: it is like the others, or `doubts` set it apart. */
  differs: z.array(Difference),
  /** What speaks against it. */
  doubts: z.array(StandingDoubt),
});
export type GroupMember = z.infer<typeof GroupMember>;

/**
 * Changesets that one look can judge. `alike`: they do the same. `similar`: near, with differences by member. `outliers`:
 * unlike all others, or something speaks against them; to be looked at one by one.
 */
export const ReviewGroup = z.object({
  /** Stable while the group's change stays the same. */
  id: z.string(),
  kind: z.enum(['outliers', 'alike', 'similar']),
  /** What all of them do. */
  shares: ChangeActions,
  /** The differences of the members are told against this group; null: against what most of them do. */
  like: z.string().nullable(),
  members: z.array(GroupMember).min(1),
});
export type ReviewGroup = z.infer<typeof ReviewGroup>;

/** A changeset to be grouped. */
export interface GroupCandidate {
  runId: RunId;
  shape: ChangeShape;
  /** What speaks against it (a newly broken check, guard rails, the judge). */
  doubts: readonly StandingDoubt[];
}

/** From here on two changes are near enough to be read together. */
const NEAR = 0.45;
/** A lone change only stands out where others agree. */
const AGREEMENT = 3;

/**
 * Groups changesets, outliers first, then by size. The same list gives the same groups; members keep the order of the list.
 * Pure.
 */
export function groupShapes(candidates: readonly GroupCandidate[]): ReviewGroup[] {
  const order = new Map(candidates.map(({ runId }, index) => [runId, index]));
  const sound = candidates.filter(({ doubts }) => doubts.length === 0);
  const families = familiesOf(clustersOf(sound));
  const largest = Math.max(0, ...families.map((family) => family.members.length));
  const isLone = (family: Family) => family.members.length === 1 && largest >= AGREEMENT;
  const usual = measureOf(families.find((family) => family.members.length === largest));
  const differsFromUsual = differences(usual.map(({ shape }) => shape.slots));
  const usualKeys = new Set(commonSlots(usual).map(({ key }) => key));
  // Where something is shared, the reader knows it from the largest group: only the rest is told.
  const differsAlone = ({ shape: { slots } }: GroupCandidate): Difference[] =>
    slots.some(({ key }) => usualKeys.has(key))
      ? differsFromUsual(slots)
      : [{ code: 'unlike_others', parameters: changeActionsOf(slots) }];

  const outliers: GroupMember[] = [
    ...candidates
      .filter(({ doubts }) => doubts.length > 0)
      .map(({ runId, doubts }) => ({ runId, differs: [], doubts: [...doubts] })),
    ...families
      .filter(isLone)
      .flatMap(({ members }) =>
        members.map((member) => ({ runId: member.runId, differs: differsAlone(member), doubts: [] })),
      ),
  ].sort((a, b) => (order.get(a.runId) ?? 0) - (order.get(b.runId) ?? 0));
  return [
    ...(outliers.length > 0
      ? [{ id: 'outliers', kind: 'outliers' as const, shares: { actions: [], more: 0 }, like: null, members: outliers }]
      : []),
    ...families.filter((family) => !isLone(family)).flatMap(groupsOfFamily),
  ];
}

/** Changesets with the same fingerprint. */
type Cluster = readonly GroupCandidate[];

function clustersOf(candidates: readonly GroupCandidate[]): Cluster[] {
  const clusters = new Map<string, GroupCandidate[]>();
  for (const candidate of candidates) {
    const { fingerprint } = candidate.shape;
    const cluster = clusters.get(fingerprint);
    if (cluster) cluster.push(candidate);
    else clusters.set(fingerprint, [candidate]);
  }
  // The sort is stable: equally large clusters keep the order of the list.
  return [...clusters.values()].sort((a, b) => b.length - a.length);
}

interface Family {
  /** The largest cluster: what the others are compared with. */
  main: Cluster;
  rest: Cluster[];
  members: GroupCandidate[];
}

/** Each cluster joins the nearest larger one that is near enough, or begins a family of its own. */
function familiesOf(clusters: readonly Cluster[]): Family[] {
  const ids = new Map<string, number>();
  const families: { family: Family; weights: Weights }[] = [];
  for (const cluster of clusters) {
    const weights = weightsOf(cluster[0]?.shape.slots ?? [], ids);
    let best: Family | null = null;
    let bestScore = NEAR;
    for (const other of families) {
      const score = similarity(weights, other.weights, bestScore);
      if (score < bestScore || (score === bestScore && best !== null)) continue;
      best = other.family;
      bestScore = score;
    }
    if (best) {
      best.rest.push(cluster);
      best.members.push(...cluster);
    } else families.push({ family: { main: cluster, rest: [], members: [...cluster] }, weights });
  }
  return families.map(({ family }) => family).sort((a, b) => b.members.length - a.members.length);
}

/** What its members are compared with: those that do the same, or all where nobody does quite the same. */
const measureOf = (family: Family | undefined): readonly GroupCandidate[] =>
  family === undefined ? [] : family.main.length === 1 ? family.members : family.main;

/** One group where all do the same or nobody does quite the same; else those that do, and those that differ. */
function groupsOfFamily(family: Family): ReviewGroup[] {
  const id = family.main[0]?.shape.fingerprint ?? '';
  const rest = family.rest.flat();
  if (rest.length === 0) return [groupOf(id, 'alike', family.main, family.main)];
  if (family.main.length === 1) return [groupOf(id, 'similar', family.members, measureOf(family))];
  return [
    groupOf(id, 'alike', family.main, family.main),
    { ...groupOf(`${id}~`, 'similar', rest, family.main), like: id },
  ];
}

function groupOf(
  id: string,
  kind: ReviewGroup['kind'],
  members: readonly GroupCandidate[],
  measure: readonly GroupCandidate[],
): ReviewGroup {
  const differs = differences(measure.map(({ shape }) => shape.slots));
  return {
    id,
    kind,
    shares: changeActionsOf(commonSlots(members)),
    like: null,
    members: members.map(({ runId, shape }) => ({ runId, differs: differs(shape.slots), doubts: [] })),
  };
}

/** The slots that every member has; those of the first one stand for all. */
function commonSlots(members: readonly GroupCandidate[]): ShapeSlot[] {
  const [first, ...others] = members.map(({ shape }) => shape.slots);
  const keys = others.map((slots) => new Set(slots.map(({ key }) => key)));
  return (first ?? []).filter(({ key }) => keys.every((held) => held.has(key)));
}
