import { type StructuredPatchHunk, structuredPatch } from 'diff';
import { linesOf } from './text-file.ts';

const CONTEXT = 3;
/** Beyond this many differing lines the exact shortest diff costs more than it tells. */
const MAX_DIFFERENCES = 1500;

export interface EditDiff {
  insertions: number;
  deletions: number;
  /** Hunks of a unified diff, without file headers; of more than `maxLength` characters, the first whole lines: a cut one could hold half of a secret. */
  patch: string;
}

/** What an edit did to a text, for people: counts and a unified diff. How lines end is no difference. Pure. */
export function diffOf(before: string, after: string, maxLength = 20_000): EditDiff {
  const [a, b] = [linesOf(before), linesOf(after)];
  const options = { context: CONTEXT, maxEditLength: MAX_DIFFERENCES };
  const { hunks } = structuredPatch('', '', ended(a), ended(b), '', '', options) ?? { hunks: [wholeMiddle(a, b)] };
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const patch = hunks
    .flatMap((hunk) => [headOf(hunk), ...hunk.lines])
    .join('\n')
    .toWellFormed();
  return {
    insertions: lines.filter((line) => line.startsWith('+')).length,
    deletions: lines.filter((line) => line.startsWith('-')).length,
    patch: patch.length > maxLength ? cutAtLine(patch, maxLength) : patch,
  };
}

const ended = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function headOf({ oldStart, oldLines, newStart, newLines }: StructuredPatchHunk): string {
  // What holds no line stands behind the one that it names.
  const range = (start: number, count: number): string => `${count === 0 ? start - 1 : start},${count}`;
  return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
}

function cutAtLine(patch: string, maxLength: number): string {
  const kept = patch.slice(0, patch.lastIndexOf('\n', maxLength) + 1);
  return `${kept}… ${patch.length - kept.length} more characters`;
}

/** Of texts that differ too much: all between what they begin and end with alike, as one change. */
function wholeMiddle(a: readonly string[], b: readonly string[]): StructuredPatchHunk {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const first = Math.max(0, start - CONTEXT);
  const [oldEnd, newEnd] = [a.length - end, b.length - end];
  const trail = a.slice(oldEnd, oldEnd + CONTEXT);
  return {
    oldStart: first + 1,
    oldLines: oldEnd + trail.length - first,
    newStart: first + 1,
    newLines: newEnd + trail.length - first,
    lines: [
      ...a.slice(first, start).map((line) => ` ${line}`),
      ...a.slice(start, oldEnd).map((line) => `-${line}`),
      ...b.slice(start, newEnd).map((line) => `+${line}`),
      ...trail.map((line) => ` ${line}`),
    ],
  };
}
