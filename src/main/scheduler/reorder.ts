import type { RunId } from '../../shared/ids.ts';
import type { Run } from '../../shared/run.ts';

/**
 * Positions that put `moved`, in their order, right before `before` (null: at the end). As few runs as possible change
 * their position: each change is saved and pushed, and an Undo lists all waiting runs. Pure.
 */
export function reorder(runs: readonly Run[], moved: readonly RunId[], before: RunId | null): Map<RunId, number> {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const leaving = new Set(moved.flatMap((id) => byId.get(id) ?? []));
  const chosen = [...leaving];
  const others = runs.filter((run) => !leaving.has(run)).sort((a, b) => a.position - b.position);
  const found = others.findIndex(({ id }) => id === before);
  const target = found < 0 ? others.length : found;
  const low = others[target - 1]?.position;
  const high = others[target]?.position;
  const staying = longestRising(
    chosen.map(({ position }) => position).map((it) => (isBetween(low, it, high) ? it : null)),
  );
  const positions = new Map<RunId, number>();
  for (let from = 0; from < chosen.length; from += 1) {
    let to = from;
    while (to < chosen.length && !staying.has(to)) to += 1;
    const between = positionsBetween(chosen[from - 1]?.position ?? low, chosen[to]?.position ?? high, to - from);
    // After about fifty moves to the same spot no number is left between two others.
    if (!between) return renumbered([...others.slice(0, target), ...chosen, ...others.slice(target)]);
    for (const [index, position] of between.entries()) positions.set((chosen[from + index] as Run).id, position);
    from = to;
  }
  return positions;
}

const isBetween = (low: number | undefined, position: number, high: number | undefined): boolean =>
  position > (low ?? Number.NEGATIVE_INFINITY) && position < (high ?? Number.POSITIVE_INFINITY);

/** `count` rising numbers strictly between two others, or null where floating point has none. */
function positionsBetween(low: number | undefined, high: number | undefined, count: number): number[] | null {
  const between = Array.from({ length: count }, (_, index) => {
    if (low !== undefined && high !== undefined) return low + ((high - low) * (index + 1)) / (count + 1);
    return high === undefined ? (low ?? -1) + index + 1 : high - count + index;
  });
  return between.every((position, index) => isBetween(between[index - 1] ?? low, position, high)) ? between : null;
}

const renumbered = (order: readonly Run[]): Map<RunId, number> =>
  new Map(order.flatMap(({ id, position }, index) => (position === index ? [] : [[id, index] as const])));

/** Indexes of a longest strictly increasing subsequence; null is never part of it. */
function longestRising(numbers: readonly (number | null)[]): Set<number> {
  /** For each length, the index of the smallest last number of such a subsequence. */
  const ends: number[] = [];
  const previous: number[] = [];
  const at = (position: number | undefined): number => numbers[position ?? -1] ?? Number.NEGATIVE_INFINITY;
  for (const [position, number] of numbers.entries()) {
    if (number === null) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(ends[middle]) < number) low = middle + 1;
      else high = middle;
    }
    previous[position] = ends[low - 1] ?? -1;
    ends[low] = position;
  }
  const found = new Set<number>();
  for (let position = ends.at(-1) ?? -1; position >= 0; position = previous[position] ?? -1) found.add(position);
  return found;
}
