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

/** The text, or its beginning with an ellipsis, at most so many UTF-16 units long. Pure. */
export const cutText = (text: string, length: number): string =>
  text.length <= length ? text : `${headOf(text, length - 1).trimEnd()}…`;
