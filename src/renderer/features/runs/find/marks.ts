/** A place of a text: from, to. */
export type Mark = readonly [from: number, to: number];

/** Texts that are searched one by one, each in lower case: lines of a diff or a log, entries of a conversation. */
export interface Searched {
  count: number;
  textOf: (unit: number) => string;
}

/** What was found: which texts have marks, in order, and how many there are before and in each. */
export interface Found {
  words: readonly string[];
  units: readonly { unit: number; before: number; marks: number }[];
  total: number;
}
export const NOTHING_FOUND: Found = { words: [], units: [], total: 0 };

/** All places of the words in a text, in order; none unless every word is there. Words and text are in lower case. */
export function marksIn(text: string, words: readonly string[]): Mark[] {
  if (words.length === 0 || !words.every((word) => text.includes(word))) return [];
  return words.flatMap((word) => placesOf(text, word)).sort(([a], [b]) => a - b);
}

function placesOf(text: string, word: string): Mark[] {
  const places: Mark[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    places.push([at, at + word.length]);
  return places;
}

/**
 * Looks for a query: as it stands, and where that is nowhere, for texts that hold all of its words. In double quotes it
 * is looked for as it stands only. An empty query finds nothing.
 */
export function findMarks(query: string, searched: Searched): Found {
  const trimmed = query.trim().toLowerCase();
  if (trimmed === '') return NOTHING_FOUND;
  const quoted = /^"(.+)"$/.exec(trimmed)?.[1];
  const whole = marksOfAll([quoted ?? trimmed], searched);
  return whole.total > 0 || quoted !== undefined ? whole : marksOfAll([...new Set(trimmed.split(/\s+/))], searched);
}

function marksOfAll(words: readonly string[], { count, textOf }: Searched): Found {
  const units: { unit: number; before: number; marks: number }[] = [];
  let total = 0;
  for (let unit = 0; unit < count; unit += 1) {
    const marks = marksIn(textOf(unit), words).length;
    if (marks === 0) continue;
    units.push({ unit, before: total, marks });
    total += marks;
  }
  return { words, units, total };
}

/** Where the nth mark of all stands, counted from 0: in which text, and as which of its marks. Null when there is none. */
export function markAt(found: Found, index: number): { unit: number; nth: number } | null {
  const holder = found.units.findLast(({ before }) => before <= index);
  return holder && index < found.total && index >= 0 ? { unit: holder.unit, nth: index - holder.before } : null;
}

/** The first mark in a text or after it, around the end. */
export const firstMarkFrom = (found: Found, unit: number): number =>
  found.units.find((holder) => holder.unit >= unit)?.before ?? 0;

/** The next or previous mark, around the ends. */
export const stepMark = (found: Found, index: number, direction: 1 | -1): number =>
  found.total === 0 ? 0 : (index + direction + found.total) % found.total;
