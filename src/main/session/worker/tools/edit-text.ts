import { failed, ok, type Result } from '../../../../shared/errors.ts';
import { linesOf } from './text-file.ts';

export interface Edit {
  old_string: string;
  new_string: string;
  replace_all: boolean;
}

/**
 * Applies all edits in order, or none. Each old text must stand in the file exactly once, unless `replace_all`. Line ends
 * of the file are kept: an edit written with LF fits a file with CRLF. The error is for the model: where the text was
 * found, or what comes nearest to it. Pure.
 * @param redact takes secrets out of the lines that an error shows, before they are cut
 */
export function applyEdits(
  text: string,
  edits: readonly Edit[],
  redact: (text: string) => string = (text) => text,
): Result<string, string> {
  let current = text;
  for (const [index, edit] of edits.entries()) {
    const label = edits.length > 1 ? `edit ${index + 1} of ${edits.length}: ` : '';
    const after = edits.length > 1 ? '; nothing was changed' : '';
    if (edit.old_string === '') return failed(`${label}old_string is empty: use write_file to create a file${after}`);
    if (edit.old_string === edit.new_string) return failed(`${label}old_string and new_string are the same${after}`);
    const places = placesOf(current, edit.old_string);
    const [first] = places;
    if (first === undefined) return failed(`${label}${notFound(current, edit, redact)}${after}`);
    if (places.length > 1 && !edit.replace_all)
      return failed(
        `${label}old_string stands ${places.length} times, at lines ${lineNumbers(current, places)}: add the lines around the one that is meant, or set replace_all${after}`,
      );
    current = replaced(current, places, edit.new_string);
  }
  return ok(current);
}

interface Place {
  start: number;
  end: number;
}

/** Where a text stands, whatever its lines end in; places that fit to the byte go first. */
function placesOf(text: string, wanted: string): Place[] {
  const exact = exactPlaces(text, wanted);
  const loose = wanted.replaceAll('\r\n', '\n');
  if (exact.length > 0 || !text.includes('\r\n')) return exact;
  // Found with LF everywhere; then the carriage returns before and inside of each place are counted back in.
  const returns = [...text.matchAll(/\r\n/g)].map(({ index }, nth) => index - nth);
  const back = (at: number): number => at + countBelow(returns, at);
  return exactPlaces(text.replaceAll('\r\n', '\n'), loose).map(({ start, end }) => ({
    start: back(start),
    end: back(end),
  }));
}

/** How many of the sorted numbers are below the limit. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function exactPlaces(text: string, wanted: string): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    places.push({ start: at, end: at + wanted.length });
  return places;
}

/** Each line of the new text ends as the line that stood in its place; further ones as the last of these. */
function replaced(text: string, places: readonly Place[], replacement: string): string {
  const usual = usualEnd(text);
  const lines = replacement.split(text.includes('\r\n') ? /\r?\n/ : '\n');
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of places) {
    const ends = text.slice(start, end).match(/\r?\n/g) ?? [];
    const endOf = (index: number): string => ends[index] ?? ends.at(-1) ?? usual(end);
    const fitted = lines.map((line, index) => (index === lines.length - 1 ? line : line + endOf(index))).join('');
    parts.push(text.slice(done, start), fitted);
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** What lines end in around a place that has no end of its own: as its own line does, or the last one of the file. */
function usualEnd(text: string): (at: number) => string {
  return (at) => {
    const next = text.indexOf('\n', at);
    const near = next >= 0 ? next : text.lastIndexOf('\n');
    return near > 0 && text[near - 1] === '\r' ? '\r\n' : '\n';
  };
}

function lineNumbers(text: string, places: readonly Place[]): string {
  const shown = places.slice(0, 10).map(({ start }) => text.slice(0, start).split('\n').length);
  return shown.join(', ') + (places.length > shown.length ? ', …' : '');
}

/** Lines that are compared, and shown of what is merely alike. */
const MAX_SHOWN = 12;
/** Lines that are shown to be copied: all that were meant, or their beginning with a way to the rest. */
const MAX_TO_COPY = 60;

function notFound(text: string, edit: Edit, redact: (text: string) => string): string {
  const lines = linesOf(redact(text));
  const wanted = trimEnds(linesOf(edit.old_string));
  const loose = sameButForSpaces(lines, wanted);
  if (loose !== null)
    return `old_string was not found; these lines differ from it only in white space, copy them exactly:\n${excerpt(lines, loose, Math.min(wanted.length, MAX_TO_COPY))}${wanted.length > MAX_TO_COPY ? `\n… read_file with offset ${loose + MAX_TO_COPY + 1} shows the rest` : ''}`;
  if (edit.new_string.trim().length >= 8 && text.includes(edit.new_string))
    return `old_string was not found, but new_string is there already, at line ${lineNumbers(text, exactPlaces(text, edit.new_string))}`;
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
    .map((line, index) => `${start + index + 1}\t${line.slice(0, 300)}`)
    .join('\n');
}
