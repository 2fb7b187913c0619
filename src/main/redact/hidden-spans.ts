/** A secret in a text, from `start` to before `end`. */
export interface HiddenSpan {
  start: number;
  end: number;
}

export const breaksIn = (text: string): number => text.split('\n').length - 1;

/** Code points that no text may use as characters: one of them is free in any text that is not made against us. */
const NEVER_TEXT = Array.from({ length: 32 }, (_, index) => String.fromCharCode(0xfdd0 + index));

/** A character that none of the texts holds. */
export const freeSign = (...texts: readonly string[]): string | undefined =>
  NEVER_TEXT.find((sign) => texts.every((text) => !text.includes(sign)));

/**
 * Where the secrets of a text stand. They are marked by what cannot stand in the text, and counted back: a later rule may have
 * hidden what holds the mark of an earlier one.
 * @param sweep replaces every secret by what `mark` answers, followed by as many line breaks as it had
 */
export function hiddenSpans(
  text: string,
  sweep: (text: string, mark: (hidden: string) => string) => string,
): HiddenSpan[] {
  const sign = freeSign(text);
  const whole = [{ start: 0, end: text.length }];
  if (sign === undefined) return text === '' ? [] : whole;
  const hidden: string[] = [];
  const swept = sweep(text, (value) => `[${sign}${hidden.push(value) - 1}${sign}]`);
  if (hidden.length === 0) return [];

  const token = new RegExp(`\\[${sign}(\\d+)${sign}\\]`, 'g');
  const spans: HiddenSpan[] = [];
  let restored = '';
  /** Appends a swept text as it was, and answers with what stood where in it. */
  const restore = (part: string, depth: number): void => {
    let done = 0;
    for (const match of part.matchAll(token)) {
      if (match.index < done) continue;
      restored += part.slice(done, match.index);
      const value = hidden[Number(match[1])] ?? '';
      const start = restored.length;
      restore(value, depth + 1);
      if (depth === 0) spans.push({ start, end: restored.length });
      done = match.index + match[0].length;
      for (let left = breaksIn(value); left > 0 && part[done] === '\n'; left -= 1) done += 1;
    }
    restored += part.slice(done);
  };
  restore(swept, 0);
  // Whoever cannot tell where secrets stand must not let anything be put back in their place.
  return restored === text ? spans : whole;
}
