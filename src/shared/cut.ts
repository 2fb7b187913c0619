const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** What one character may consist of; a longer pile of marks is cut. */
const LONGEST_CHARACTER = 200;

/** The beginning of a text, at most so many UTF-16 units long, that ends between two characters as people see them. Pure. */
export function headOf(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length <= 0) return '';
  const near = text.slice(0, length + LONGEST_CHARACTER);
  const at = graphemes.segment(near).containing(length)?.index ?? length;
  if (at > 0 && length - at < LONGEST_CHARACTER) return text.slice(0, at);
  // Not through the middle of a code point, at least.
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** The end of a text, at most so many UTF-16 units long, that begins between two characters as people see them. Pure. */
export function tailOf(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length <= 0) return '';
  const cut = text.length - length;
  const from = Math.max(0, cut - LONGEST_CHARACTER);
  // Not from the middle of a code point, or its second half would begin a character of its own.
  const near = text.slice(from, cut + LONGEST_CHARACTER).replace(/^[\uDC00-\uDFFF]/, ' ');
  const found = graphemes.segment(near).containing(cut - from);
  const begins = found === undefined ? cut : from + found.index;
  const next = found === undefined || begins === cut ? cut : begins + found.segment.length;
  if (next - cut < LONGEST_CHARACTER) return text.slice(next);
  return text.slice(cut).replace(/^[\uDC00-\uDFFF]/, '');
}

/** The text, or its beginning with an ellipsis, at most so many UTF-16 units long. Pure. */
export const cutText = (text: string, length: number): string =>
  text.length <= length ? text : `${headOf(text, length - 1).trimEnd()}…`;
