import { diffArrays } from 'diff';
import { failed, ok, type Result } from '../../../../shared/errors.ts';
import { breaksIn } from '../../../redact/hidden-spans.ts';
import type { Segment, TextView } from './text-view.ts';

/** A new text in the form of a view: line ends as LF, marks as one sign each. */
export interface Typed {
  text: string;
  /** What stood at each sign. */
  marks: readonly string[];
}

/** The place of an edit, in the view. */
export interface Place {
  from: number;
  to: number;
}

export interface FitContext {
  /** The file's text. */
  text: string;
  view: TextView;
  sign: string;
  /** Secrets of the file by number. */
  secrets: ReadonlyMap<number, string>;
  /** Does any CR stand in the file? */
  hasReturns: boolean;
  /** What lines end in around a place of the file that has no end of its own. */
  usualEnd: (at: number) => string;
}

/** Bytes that are no text: lone surrogates in the file, U+FFFD for the model. */
const UNREADABLE = '\uFFFD';

/**
 * A new text as it goes into its place of the file: with the line ends of the place, and with what the model cannot see
 * (secrets, bytes that are no text) where its marks stand. The error is for the model. Pure.
 * @param there what stands behind the marks of this place, in order, and whether it was named without a number
 * @param beside the same of the whole that the model named, of which this place is the part that changes
 */
export function fitText(
  { text: typed, marks }: Typed,
  there: readonly Marked[],
  beside: readonly Marked[],
  place: Place,
  context: FitContext,
): Result<string, string> {
  const { sign } = context;
  const resolved = resolveMarks(marks, there, beside, context);
  if (!resolved.ok) return resolved;
  const fresh = withoutBreaks(typed, resolved.value, sign);
  const strays = resolveStrays(fresh, place, context);
  if (!strays.ok) return strays;
  const ended = context.hasReturns ? withEnds(fresh, place, context) : fresh;
  let [nextMark, nextStray] = [0, 0];
  const signs = new RegExp(`[${sign}${UNREADABLE}]`, 'g');
  return ok(
    ended.replace(signs, (char) =>
      char === sign ? (resolved.value[nextMark++]?.raw ?? char) : (strays.value[nextStray++] ?? char),
    ),
  );
}

type Resolved = Pick<Segment, 'raw' | 'secret'>;
/** What stands behind a mark of the old text. */
export type Marked = Resolved & { numbered: boolean };

function resolveMarks(
  marks: readonly string[],
  there: readonly Marked[],
  beside: readonly Marked[],
  { text, secrets }: FitContext,
): Result<Resolved[], string> {
  const unnumbered = there.filter(({ numbered }) => !numbered);
  // The same mark for one more: it can only mean the same, where there is but one.
  const meant = beside.filter(({ numbered }) => !numbered);
  const [first] = meant;
  const alike = meant.every(({ raw }) => raw === first?.raw);
  const inOrder = marks.filter((mark) => mark === '[redacted]').length === unnumbered.length;
  const resolved: Resolved[] = [];
  let next = 0;
  for (const mark of marks) {
    const number = Number(/\d+/.exec(mark)?.[0] ?? 0);
    const secret = secrets.get(number);
    if (secret !== undefined) resolved.push({ raw: secret, secret: number });
    else if (number > 0 && !text.includes(mark))
      return failed(`${mark} stands for a secret that was hidden from you, and this file holds none of that number`);
    else if (number > 0 || meant.every((segment) => segment.secret === null))
      resolved.push({ raw: mark, secret: null });
    else if (first && alike) resolved.push(first);
    else if (inOrder) resolved.push(unnumbered[next++] ?? { raw: mark, secret: null });
    else return failed('several hidden secrets stand here: use their numbered marks, as read_file shows them');
  }
  return ok(resolved);
}

/** A secret of several lines is shown with its line breaks behind the mark: they are part of it. */
function withoutBreaks(typed: string, resolved: readonly Resolved[], sign: string): string {
  let nth = 0;
  return typed.replace(new RegExp(`${sign}(\\n*)`, 'g'), (_, breaks: string) => {
    const own = resolved[nth++];
    const count = own && own.secret !== null ? breaksIn(own.raw) : 0;
    return sign + (breaks.length >= count ? breaks.slice(count) : breaks);
  });
}

/** What stands for each U+FFFD of the new text: those of the place in their order, all the same, or nothing but itself. */
function resolveStrays(fresh: string, { from, to }: Place, { text, view }: FitContext): Result<string[], string> {
  const wanted = fresh.split(UNREADABLE).length - 1;
  if (wanted === 0) return ok([]);
  const there: string[] = [];
  for (let at = view.text.indexOf(UNREADABLE, from); at >= 0 && at < to; at = view.text.indexOf(UNREADABLE, at + 1))
    there.push(text[view.toRaw(at) ?? 0] ?? UNREADABLE);
  if (there.length === 0) return ok(Array.from({ length: wanted }, () => UNREADABLE));
  if (there.length === wanted) return ok(there);
  if (there.every((char) => char === there[0])) return ok(Array.from({ length: wanted }, () => there[0] ?? UNREADABLE));
  return failed(
    'old_string holds bytes that are no text (shown as U+FFFD), and new_string another number of them: edit only the parts around them',
  );
}

/** Each line that stays keeps its end; a new one ends as the line whose place it takes, or as the lines beside it. */
function withEnds(fresh: string, place: Place, context: FitContext): string {
  const lines = fresh.split('\n');
  if (lines.length === 1) return fresh;
  const old = linesThere(place, context);
  const usual = context.usualEnd(context.view.toRaw(place.to) ?? context.text.length);
  const ends = new Set(old.ends).size > 1 ? alignedEnds(old, lines) : [old.ends[0]];
  return lines
    .map((line, index) =>
      index === lines.length - 1 ? line : line + (ends[index] ?? ends.at(-1) ?? old.ends.at(-1) ?? usual),
    )
    .join('');
}

interface OldLines {
  lines: string[];
  /** One less than lines. */
  ends: string[];
}

/** The lines of a place, in the form of the view; the breaks inside of a secret end none. */
function linesThere({ from, to }: Place, { view }: FitContext): OldLines {
  const ends: string[] = [];
  const lines: string[] = [];
  let line = '';
  for (let at = from; at < to; ) {
    const segment = view.segmentAt(at);
    const char = view.text[at] ?? '';
    if (char === '\n') {
      lines.push(line);
      ends.push(segment?.raw ?? '\n');
      line = '';
    } else {
      line += char;
    }
    at = segment ? segment.at + segment.length : at + 1;
  }
  return { lines: [...lines, line], ends };
}

/** Beyond it, lines are taken one by one: what is so different has no lines that stay. */
const MAX_DIFFERENCES = 5000;

/** An end for each new line, as far as the old ones tell. */
function alignedEnds({ lines, ends }: OldLines, fresh: readonly string[]): (string | undefined)[] {
  const fitted: (string | undefined)[] = [];
  let at = 0;
  let removed: (string | undefined)[] = [];
  const changes = diffArrays(lines, [...fresh], { maxEditLength: MAX_DIFFERENCES });
  if (!changes) return [...ends];
  for (const { added, removed: isRemoved, count } of changes) {
    if (isRemoved) {
      removed = ends.slice(at, at + count);
      at += count;
      continue;
    }
    for (let index = 0; index < count; index += 1)
      fitted.push(added ? (removed[index] ?? removed.at(-1) ?? fitted.at(-1) ?? ends[at]) : ends[at + index]);
    if (!added) {
      at += count;
      removed = [];
    }
  }
  return fitted;
}

/** As the line of a place ends, or the last one of the file. Places are asked for in order: what was found serves the next. */
export function usualEnds(text: string): (at: number) => string {
  if (!text.includes('\n')) return () => (text.includes('\r') ? '\r' : '\n');
  const endAt = (at: number): string => (at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n');
  const last = text.lastIndexOf('\n');
  let [asked, next] = [0, -1];
  return (at) => {
    if (at > last) return endAt(last);
    if (at < asked || at > next) next = text.indexOf('\n', at);
    asked = at;
    return endAt(next);
  };
}
