import { headOf } from '../../../../shared/cut.ts';
import type { Edit } from './edit.ts';
import { linesOf } from './text-file.ts';

/** Lines that are compared, and shown of what is merely alike. */
const MAX_SHOWN = 12;
/** Lines that are shown to be copied: all that were meant, or their beginning with a way to the rest. */
const MAX_TO_COPY = 60;

/**
 * Why an old text was not found, for the model: where it differs only in white space, that the edit is made already, or
 * what comes nearest. Pure.
 * @param shown the text without its secrets
 */
export function explainMiss(text: string, shown: string, edit: Pick<Edit, 'old_string' | 'new_string'>): string {
  const lines = linesOf(shown.toWellFormed());
  const wanted = trimEnds(linesOf(edit.old_string));
  const loose = sameButForSpaces(lines, wanted);
  if (loose !== null)
    return `old_string was not found; these lines differ from it only in white space, copy them exactly:\n${excerpt(lines, loose, Math.min(wanted.length, MAX_TO_COPY))}${wanted.length > MAX_TO_COPY ? `\n… read_file with offset ${loose + MAX_TO_COPY + 1} shows the rest` : ''}`;
  if (edit.new_string.trim().length >= 8 && text.includes(edit.new_string))
    return `old_string was not found, but new_string is there already, at line ${linesOf(`${text.slice(0, text.indexOf(edit.new_string))}.`).length}`;
  const near = nearest(lines, wanted);
  return near === null
    ? 'old_string was not found and nothing in the file comes near it: read the file again'
    : `old_string was not found; nearest:\n${excerpt(lines, near, Math.min(wanted.length, MAX_SHOWN))}`;
}

function trimEnds(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => line.trim() !== '');
  return from < 0 ? [] : lines.slice(from, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

const squeeze = (line: string): string => line.replace(/\s+/g, ' ').trim();

function sameButForSpaces(lines: readonly string[], wanted: readonly string[]): number | null {
  if (wanted.length === 0) return null;
  const squeezed = lines.map(squeeze);
  const pattern = wanted.map(squeeze);
  const at = squeezed.findIndex((_, start) => pattern.every((line, index) => squeezed[start + index] === line));
  return at < 0 ? null : at;
}

/** The start of the window whose lines share most with the wanted ones, when that is worth showing. */
function nearest(lines: readonly string[], wanted: readonly string[]): number | null {
  const sample = wanted.slice(0, MAX_SHOWN).map(pairsOf);
  if (sample.length === 0) return null;
  const considered = lines.slice(0, 20_000).map(pairsOf);
  let best = 0;
  let bestAt: number | null = null;
  for (let start = 0; start < considered.length; start += 1) {
    let sum = 0;
    for (const [index, pairs] of sample.entries()) sum += likeness(pairs, considered[start + index]);
    if (sum > best) [best, bestAt] = [sum, start];
  }
  return best / sample.length >= 0.45 ? bestAt : null;
}

function pairsOf(line: string): Set<string> {
  const text = squeeze(line).slice(0, 200);
  const pairs = new Set<string>();
  for (let index = 0; index + 1 < text.length; index += 1) pairs.add(text.slice(index, index + 2));
  return pairs;
}

/** Dice's coefficient of two sets of letter pairs: 1 for the same, 0 for nothing in common. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): number {
  if (!b || a.size + b.size === 0) return 0;
  // Lines of very different length cannot be alike; skipping them keeps long files fast.
  if (a.size > 3 * b.size || b.size > 3 * a.size) return 0;
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}

function excerpt(lines: readonly string[], start: number, length: number): string {
  return lines
    .slice(start, start + Math.max(length, 1))
    .map((line, index) => `${start + index + 1}\t${headOf(line, 300)}`)
    .join('\n');
}
