import { breaksIn, type HiddenSpan } from '../../../redact/hidden-spans.ts';
import type { Redactor } from '../../../redact/redact.ts';

/** A mark as the model reads and writes it: of a file's own numbered secrets, or of any. */
export const MARKS = /\[redacted(?::\d+)?\]/g;

/** What the model sees in another form than it stands in the file: a line end other than LF, a secret, a word like a mark. */
export interface Segment {
  at: number;
  length: number;
  rawAt: number;
  raw: string;
  /** A secret's number in its file; null for what is shown as the word that it is. */
  secret: number | null;
}

/** A text as the model sees it, every line end as LF and every mark as one sign, with the way back. */
export interface TextView {
  text: string;
  /** In order. */
  segments: readonly Segment[];
  /** The place in the file; null inside of a segment. */
  toRaw(at: number): number | null;
  /** The segment in which a place of the view lies, or that begins there. */
  segmentAt(at: number): Segment | undefined;
  /** The segments that begin in this part of the view, in order. */
  between(from: number, to: number): readonly Segment[];
}

/** Numbers of a file's secrets, in order of their first place; numbers that the text itself uses in such a mark are left out. */
export function numberSecrets(text: string, spans: readonly HiddenSpan[]): Map<string, number> {
  const used = new Set(text.match(MARKS));
  const numbers = new Map<string, number>();
  let next = 1;
  for (const { start, end } of spans) {
    const secret = text.slice(start, end);
    if (numbers.has(secret)) continue;
    while (used.has(`[redacted:${next}]`)) next += 1;
    numbers.set(secret, next++);
  }
  return numbers;
}

/** A file's text as it is shown: each secret as its numbered mark, followed by its line breaks. Pure. */
export function showText(text: string, redact: Redactor, numbers?: ReadonlyMap<string, number>): string {
  const spans = redact.spans?.(text);
  if (!spans) return redact(text);
  const numbered = numbers ?? numberSecrets(text, spans);
  let shown = '';
  let done = 0;
  for (const { start, end } of spans) {
    const secret = text.slice(start, end);
    const number = numbered.get(secret);
    shown += `${text.slice(done, start)}[redacted${number === undefined ? '' : `:${number}`}]`;
    shown += '\n'.repeat(breaksIn(secret));
    done = end;
  }
  return shown + text.slice(done);
}

/** Said when the word that looks like a mark was written as that word: whoever meant a secret learns that it is not there. */
export function wordRemark(before: string, after: string, typed: readonly string[]): string {
  const words = (text: string): number => text.split('[redacted]').length;
  return typed.some((text) => text.includes('[redacted]')) && words(after) > words(before)
    ? '; [redacted] was written as that word, it is no secret'
    : '';
}

/** @param sign stands for every mark: a character that the text does not hold */
export function viewOf(
  text: string,
  spans: readonly HiddenSpan[],
  numbers: ReadonlyMap<string, number>,
  sign: string,
): TextView {
  const segments: Segment[] = [];
  const parts: string[] = [];
  let length = 0;
  let done = 0;
  const put = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  const segment = (rawAt: number, raw: string, shown: string, secret: number | null): void => {
    put(text.slice(done, rawAt));
    segments.push({ at: length, length: shown.length, rawAt, raw, secret });
    put(shown);
    done = rawAt + raw.length;
  };
  const plain = (from: number, to: number): void => {
    for (const { 0: raw, index } of text.slice(from, to).matchAll(/\r\n?|\[redacted(?::\d+)?\]/g))
      segment(from + index, raw, raw.startsWith('\r') ? '\n' : sign, null);
  };
  let from = 0;
  for (const { start, end } of spans) {
    plain(from, start);
    const secret = text.slice(start, end);
    segment(start, secret, sign + '\n'.repeat(breaksIn(secret)), numbers.get(secret) ?? 0);
    from = end;
  }
  plain(from, text.length);
  put(text.slice(done));
  return { text: parts.join('').toWellFormed(), segments, ...lookUp(segments) };
}

function lookUp(segments: readonly Segment[]): Pick<TextView, 'toRaw' | 'segmentAt' | 'between'> {
  /** How many segments begin before this place or at it. */
  const begun = (at: number): number => {
    let [low, high] = [0, segments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((segments[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    toRaw(at) {
      const last = segments[begun(at) - 1];
      if (!last) return at;
      const behind = at - last.at - last.length;
      if (behind >= 0) return last.rawAt + last.raw.length + behind;
      return at === last.at ? last.rawAt : null;
    },
    segmentAt(at) {
      const last = segments[begun(at) - 1];
      return last && at < last.at + last.length ? last : undefined;
    },
    between: (from, to) => segments.slice(begun(from - 1), begun(to - 1)),
  };
}
