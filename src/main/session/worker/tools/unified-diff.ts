import { linesOf } from './text-file.ts';

const CONTEXT = 3;
/** Beyond this many differing lines the exact shortest diff costs more than it tells. */
const MAX_DIFFERENCES = 1500;

interface Change {
  /** First differing line of each side (from 0), and how many lines differ. */
  before: number;
  after: number;
  deleted: number;
  inserted: number;
}

export interface EditDiff {
  insertions: number;
  deletions: number;
  /** Hunks of a unified diff, without file headers; of more than `maxLength` characters, the first whole lines: a cut one could hold half of a secret. */
  patch: string;
}

/** What an edit did to a text, for people: counts and a unified diff. Pure. */
export function diffOf(before: string, after: string, maxLength = 20_000): EditDiff {
  const [a, b] = [linesOf(before), linesOf(after)];
  const changes = changesOf(a, b);
  const patch = hunks(changes, a, b).join('\n').toWellFormed();
  return {
    insertions: changes.reduce((sum, change) => sum + change.inserted, 0),
    deletions: changes.reduce((sum, change) => sum + change.deleted, 0),
    patch: patch.length > maxLength ? cutAtLine(patch, maxLength) : patch,
  };
}

function cutAtLine(patch: string, maxLength: number): string {
  const kept = patch.slice(0, patch.lastIndexOf('\n', maxLength) + 1);
  return `${kept}… ${patch.length - kept.length} more characters`;
}

function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  if (start === endA && start === endB) return [];
  const pairs = commonLines(a.slice(start, endA), b.slice(start, endB)) ?? [];
  const changes: Change[] = [];
  let [before, after] = [start, start];
  for (const [inA, inB] of [...pairs, [endA - start, endB - start] as const]) {
    const [nextA, nextB] = [inA + start, inB + start];
    if (nextA > before || nextB > after)
      changes.push({ before, after, deleted: nextA - before, inserted: nextB - after });
    [before, after] = [nextA + 1, nextB + 1];
  }
  return changes;
}

/** Index pairs of a longest common subsequence (Myers' greedy algorithm); null when the texts differ too much. */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] | null {
  const offset = MAX_DIFFERENCES + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const history: Int32Array[] = [];
  for (let edits = 0; edits <= MAX_DIFFERENCES; edits += 1) {
    history.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && at(furthest, offset + diagonal - 1) < at(furthest, offset + diagonal + 1));
      let x = down ? at(furthest, offset + diagonal + 1) : at(furthest, offset + diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1;
        y += 1;
      }
      furthest[offset + diagonal] = x;
      if (x >= a.length && y >= b.length) return walkBack(history, a.length, b.length);
    }
  }
  return null;
}

function walkBack(history: readonly Int32Array[], lengthA: number, lengthB: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [lengthA, lengthB];
  for (let edits = history.length - 1; edits >= 0; edits -= 1) {
    const row = history[edits] ?? new Int32Array();
    const reach = (diagonal: number): number => at(row, diagonal + edits + 1);
    const diagonal = x - y;
    const down = diagonal === -edits || (diagonal !== edits && reach(diagonal - 1) < reach(diagonal + 1));
    const previous = down ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : reach(previous);
    const fromY = edits === 0 ? 0 : fromX - previous;
    const startX = edits === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > startX) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

const at = (row: Int32Array, index: number): number => row[index] ?? 0;

function hunks(changes: readonly Change[], a: readonly string[], b: readonly string[]): string[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last && change.before - (last.before + last.deleted) <= 2 * CONTEXT) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return [];
    const lead = Math.min(CONTEXT, first.before);
    const end = Math.min(a.length, last.before + last.deleted + CONTEXT);
    const lines: string[] = [];
    let cursor = first.before - lead;
    for (const change of group) {
      lines.push(...a.slice(cursor, change.before).map((line) => ` ${line}`));
      cursor = change.before + change.deleted;
      lines.push(...a.slice(change.before, cursor).map((line) => `-${line}`));
      lines.push(...b.slice(change.after, change.after + change.inserted).map((line) => `+${line}`));
    }
    lines.push(...a.slice(cursor, end).map((line) => ` ${line}`));
    const grown = group.reduce((sum, change) => sum + change.inserted - change.deleted, 0);
    const length = end - (first.before - lead);
    const range = (start: number, count: number): string => `${count === 0 ? start : start + 1},${count}`;
    return [`@@ -${range(first.before - lead, length)} +${range(first.after - lead, length + grown)} @@`, ...lines];
  });
}
