import { failed, ok, type Result } from '../../../../shared/errors.ts';
import { lineEnding, linesOf, toCrlf } from './text-file.ts';

export interface Edit {
  old_string: string;
  new_string: string;
  replace_all: boolean;
}

/**
 * Applies all edits in order, or none. Each old text must stand in the file exactly once, unless `replace_all`. Line ends
 * of the file are kept: an edit written with LF fits a file with CRLF. The error is for the model: where the text was
 * found, or what comes nearest to it. Pure.
 */
export function applyEdits(text: string, edits: readonly Edit[]): Result<string, string> {
  const crlf = lineEnding(text) === 'crlf';
  let current = text;
  for (const [index, edit] of edits.entries()) {
    const label = edits.length > 1 ? `edit ${index + 1} of ${edits.length}: ` : '';
    const after = edits.length > 1 ? '; nothing was changed' : '';
    if (edit.old_string === '') return failed(`${label}old_string is empty: use write_file to create a file${after}`);
    if (edit.old_string === edit.new_string) return failed(`${label}old_string and new_string are the same${after}`);
    const { wanted, replacement } = fitLineEnds(current, edit, crlf);
    const places = placesOf(current, wanted);
    const [first] = places;
    if (first === undefined) return failed(`${label}${notFound(current, edit)}${after}`);
    if (places.length > 1 && !edit.replace_all)
      return failed(
        `${label}old_string stands ${places.length} times, at lines ${lineNumbers(current, places)}: add the lines around the one that is meant, or set replace_all${after}`,
      );
    current = edit.replace_all
      ? current.split(wanted).join(replacement)
      : current.slice(0, first) + replacement + current.slice(first + wanted.length);
  }
  return ok(current);
}

function fitLineEnds(text: string, edit: Edit, crlf: boolean): { wanted: string; replacement: string } {
  if (!crlf && text.includes(edit.old_string)) return { wanted: edit.old_string, replacement: edit.new_string };
  const wanted = toCrlf(edit.old_string);
  return crlf || text.includes(wanted)
    ? { wanted, replacement: toCrlf(edit.new_string) }
    : { wanted: edit.old_string, replacement: edit.new_string };
}

function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) places.push(at);
  return places;
}

function lineNumbers(text: string, places: readonly number[]): string {
  const shown = places.slice(0, 10).map((place) => text.slice(0, place).split('\n').length);
  return shown.join(', ') + (places.length > shown.length ? ', …' : '');
}

const MAX_SHOWN = 12;

function notFound(text: string, edit: Edit): string {
  const lines = linesOf(text);
  const wanted = trimEnds(linesOf(edit.old_string));
  const loose = sameButForSpaces(lines, wanted);
  if (loose !== null)
    return `old_string was not found; these lines differ from it only in white space, copy them exactly:\n${excerpt(lines, loose, wanted.length)}`;
  if (edit.new_string.trim().length >= 8 && text.includes(edit.new_string))
    return `old_string was not found, but new_string is there already, at line ${lineNumbers(text, [text.indexOf(edit.new_string)])}`;
  const near = nearest(lines, wanted);
  return near === null
    ? 'old_string was not found and nothing in the file comes near it: read the file again'
    : `old_string was not found; nearest:\n${excerpt(lines, near, wanted.length)}`;
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
    .slice(start, start + Math.min(Math.max(length, 1), MAX_SHOWN))
    .map((line, index) => `${start + index + 1}\t${line.slice(0, 300)}`)
    .join('\n');
}
