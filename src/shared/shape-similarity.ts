import type { ShapeSlot } from './change-shape.ts';

/** A shape as weighted numbers, by rising id: what it does to which kind of file, and with which lines. */
export interface Weights {
  ids: readonly number[];
  weights: readonly number[];
  total: number;
}

/** What happens to a kind of file counts as much as all of its lines together, however many they are. */
const OF_SLOT = 1;
const OF_LINES = 1;

/** @param ids numbers for what was seen so far; grows */
export function weightsOf(slots: readonly ShapeSlot[], ids: Map<string, number>): Weights {
  const idOf = (token: string): number => {
    const known = ids.get(token);
    if (known !== undefined) return known;
    ids.set(token, ids.size);
    return ids.size - 1;
  };
  const entries: [id: number, weight: number][] = [];
  for (const { key, lines } of slots) {
    entries.push([idOf(key), lines.length === 0 ? OF_SLOT + OF_LINES : OF_SLOT]);
    for (const line of lines) entries.push([idOf(`${key}\n${line}`), OF_LINES / lines.length]);
  }
  entries.sort(([a], [b]) => a - b);
  return {
    ids: entries.map(([id]) => id),
    weights: entries.map(([, weight]) => weight),
    total: entries.reduce((sum, [, weight]) => sum + weight, 0),
  };
}

/**
 * How much of two shapes is the same, 0 to 1 (weighted Jaccard). Answers 0 without looking closer where `needed` cannot be
 * reached.
 */
export function similarity(a: Weights, b: Weights, needed: number): number {
  if (a.total === 0 || b.total === 0) return a.total === b.total ? 1 : 0;
  if (Math.min(a.total, b.total) < needed * Math.max(a.total, b.total)) return 0;
  let shared = 0;
  for (let i = 0, j = 0; i < a.ids.length && j < b.ids.length; ) {
    const [left, right] = [a.ids[i] ?? 0, b.ids[j] ?? 0];
    if (left === right) {
      shared += Math.min(a.weights[i] ?? 0, b.weights[j] ?? 0);
      i += 1;
      j += 1;
    } else if (left < right) i += 1;
    else j += 1;
  }
  return shared / (a.total + b.total - shared);
}
