import { diffArrays } from 'diff';
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
  const parts = diffArrays([...a], [...b], { maxEditLength: MAX_DIFFERENCES }) ?? wholeMiddle(a, b);
  const changes: Change[] = [];
  let [before, after] = [0, 0];
  for (const { count, added, removed } of parts) {
    const last = changes.at(-1);
    const isNext = last && last.before + last.deleted === before && last.after + last.inserted === after;
    const change = isNext ? last : { before, after, deleted: 0, inserted: 0 };
    if (removed) change.deleted += count;
    if (added) change.inserted += count;
    if ((added || removed) && !isNext) changes.push(change);
    if (!added) before += count;
    if (!removed) after += count;
  }
  return changes;
}

/** Of texts that differ too much: what they begin and end with alike, and all between as one change. */
function wholeMiddle(a: readonly string[], b: readonly string[]) {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const part = (count: number, kind: { added?: true; removed?: true } = {}) => ({
    count,
    added: false,
    removed: false,
    ...kind,
  });
  return [part(start), part(a.length - start - end, { removed: true }), part(b.length - start - end, { added: true })];
}

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
