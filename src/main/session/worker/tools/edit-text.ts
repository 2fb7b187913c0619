import { failed, ok, type Result } from '../../../../shared/errors.ts';
import { freeSign } from '../../../redact/hidden-spans.ts';
import type { Redactor } from '../../../redact/redact.ts';
import type { Edit } from './edit.ts';
import { type FitContext, fitText, type Place, type Typed, usualEnds } from './fit-text.ts';
import { explainMiss } from './near-miss.ts';
import { MARKS, numberSecrets, showText, viewOf } from './text-view.ts';

/** Neither the text nor what becomes of it may be longer; see MAX_FILE_BYTES. */
const MAX_TEXT = 10 * 1024 * 1024;
/** One call replaces no more places than this: a program does it better. */
const MAX_PLACES = 200_000;

const nothingHidden: Redactor = (text) => text;

/**
 * Applies all edits in order, or none. Each old text must stand in the file exactly once, unless `replace_all`. What is not
 * meant stays as it is, byte for byte: line ends, secrets that the model cannot see, bytes that are no text
 * (docs/decisions/what-a-right-edit-is.md). The error is for the model: where the text was found, or what comes nearest to
 * it. Pure.
 */
export function applyEdits(
  text: string,
  edits: readonly Edit[],
  redact: Redactor = nothingHidden,
): Result<string, string> {
  // Marks keep the numbers that the model has read, whatever an edit of this call takes away.
  const numbers = numberSecrets(text, redact.spans?.(text) ?? []);
  let current = text;
  for (const [index, edit] of edits.entries()) {
    const label = edits.length > 1 ? `edit ${index + 1} of ${edits.length}: ` : '';
    const after = edits.length > 1 ? '; nothing was changed' : '';
    const edited = applyEdit(current, edit, redact, numbers);
    if (!edited.ok) return failed(`${label}${edited.error}${after}`);
    current = edited.value;
  }
  return ok(current);
}

function applyEdit(
  text: string,
  edit: Edit,
  redact: Redactor,
  numbers: ReadonlyMap<string, number>,
): Result<string, string> {
  const { old_string: old, new_string: fresh } = edit;
  if (old === '') return failed('old_string is empty: use write_file to create a file');
  if (old === fresh) return failed('old_string and new_string are the same');
  const prepared = contextOf(text, [old, fresh], redact, numbers);
  if (!prepared.ok) return prepared;
  const context = prepared.value;
  for (const [wanted, replacement] of readings(old, fresh)) {
    const typed = typedOld(wanted, context);
    const found = placesOf(typed, wanted, context);
    if (found.places.length === 0 && !found.cutsSecret) continue;
    if (found.places.length === 0)
      return failed('old_string begins or ends inside of a hidden secret: take the whole of its mark and lines');
    if (found.places.length > 1 && !edit.replace_all)
      return failed(
        `old_string stands ${found.places.length} times, at lines ${lineNumbers(context, found.places)}: add the lines around the one that is meant, or set replace_all`,
      );
    const edited = replaced(typed, typedNew(replacement, wanted, context), found.places, context);
    return edited.ok && edited.value === text
      ? failed('this changes nothing: line ends stay as they are (run_command can change them)')
      : edited;
  }
  return failed(explainMiss(text, showText(text, redact, numbers), edit));
}

/** The whole of a text replaced: lines that stay keep their ends, and marks and unreadable bytes stand for what they stood for. */
export function rewriteText(text: string, content: string, redact: Redactor = nothingHidden): Result<string, string> {
  const spans = redact.spans?.(text) ?? [];
  const prepared = contextOf(text, [content], redact, numberSecrets(text, spans));
  if (!prepared.ok) return prepared;
  const { view, sign } = prepared.value;
  const marks = Array.from({ length: view.text.split(sign).length - 1 }, () => '[redacted]');
  const place = { from: 0, to: view.text.length };
  return replaced({ text: view.text, marks }, typedNew(content, '', prepared.value), [place], prepared.value);
}

function contextOf(
  text: string,
  typed: readonly string[],
  redact: Redactor,
  numbers: ReadonlyMap<string, number>,
): Result<FitContext, string> {
  if (typed.at(-1)?.isWellFormed() === false) return failed('the text holds half a character: it is not valid Unicode');
  const sign = freeSign(text, ...typed);
  if (sign === undefined) return failed('the file holds code points that are no characters: use run_command');
  const view = viewOf(text, redact.spans?.(text) ?? [], numbers, sign);
  const secrets = new Map([...numbers].map(([secret, number]) => [number, secret]));
  return ok({ text, view, sign, secrets, hasReturns: text.includes('\r'), usualEnd: usualEnds(text) });
}

/** How the strings may be meant: as they are, without the byte order mark, without the line numbers of read_file. */
function readings(old: string, fresh: string): [string, string][] {
  const unmarked = (text: string): string => text.replace(/^\uFEFF/, '');
  const plain: [string, string] = [old, fresh];
  if (old.startsWith('\uFEFF') && old.length > 1) return [plain, [unmarked(old), unmarked(fresh)]];
  const unnumbered = (text: string): string => text.replace(/^\s*\d+\t/gm, '');
  const numbered = old.split('\n').every((line, index, all) => /^\s*\d+\t/.test(line) || isLast(line, index, all));
  return numbered && unnumbered(old) !== '' ? [plain, [unnumbered(old), unnumbered(fresh)]] : [plain];
}

const isLast = (line: string, index: number, all: readonly string[]): boolean =>
  line === '' && index > 0 && index === all.length - 1;

const withSigns = (text: string, sign: string): Typed => ({
  text: text.replace(MARKS, sign),
  marks: text.match(MARKS) ?? [],
});

/** A lone CR is a line end only where the file has such. */
const LONE_RETURN = /\r(?!\n)/;

function typedOld(old: string, { text, sign }: FitContext): Typed {
  return withSigns(old.replace(LONE_RETURN.test(text) ? /\r\n?/g : /\r\n/g, '\n'), sign);
}

/** Ends of the new text adapt to their place, but for CRLF that a file gets which has none and was not taken to have any. */
function typedNew(fresh: string, old: string, { text, hasReturns, sign }: FitContext): Typed {
  const adapts = hasReturns || old.includes('\r\n');
  const ends = hasReturns && !text.includes('\n') ? /\r\n?/g : /\r\n/g;
  return withSigns(adapts ? fresh.replace(ends, '\n') : fresh, sign);
}

interface Found {
  places: Place[];
  /** It was found, but only across the border of a secret. */
  cutsSecret: boolean;
}

/** Where a text stands, whatever lines end in. Where it tells line ends, places that fit to the byte go first. */
function placesOf({ text: wanted, marks }: Typed, old: string, { text, view, sign }: FitContext): Found {
  const places: Place[] = [];
  let cutsSecret = false;
  for (let at = view.text.indexOf(wanted); at >= 0 && places.length <= MAX_PLACES; ) {
    const place = { from: at, to: at + wanted.length };
    const isWhole = view.toRaw(place.from) !== null && view.toRaw(place.to) !== null;
    const fits = isWhole && marksFit(marks, place);
    if (fits) places.push(place);
    else if (!isWhole) cutsSecret = true;
    at = view.text.indexOf(wanted, fits ? place.to : at + 1);
  }
  const exact = old.includes('\r')
    ? places.filter(({ from, to }) => text.slice(view.toRaw(from) ?? 0, view.toRaw(to) ?? 0) === old)
    : [];
  return { places: exact.length > 0 ? exact : places, cutsSecret };

  /** A numbered mark means that secret, or that word; one without a number means any. */
  function marksFit(wantedMarks: readonly string[], { from, to }: Place): boolean {
    if (wantedMarks.length === 0) return true;
    const there = view.between(from, to).filter(({ at }) => view.text[at] === sign);
    return wantedMarks.every((mark, index) => {
      const { secret, raw } = there[index] ?? { secret: null, raw: '' };
      return mark === '[redacted]'
        ? secret !== null || raw === mark
        : mark === (secret === null ? raw : `[redacted:${secret}]`);
    });
  }
}

function replaced(old: Typed, fresh: Typed, places: readonly Place[], context: FitContext): Result<string, string> {
  const { text, view } = context;
  if (places.length > MAX_PLACES)
    return failed(`old_string stands more than ${MAX_PLACES} times: use run_command with sed or a script`);
  if (text.length + places.length * (fresh.text.length - old.text.length) > MAX_TEXT)
    return failed(`the file would become larger than ${MAX_TEXT} bytes: nothing was changed`);
  const same = commonEnds(old.text, fresh.text);
  const parts: string[] = [];
  let done = 0;
  for (const place of places) {
    const part = differing(place, same, old, fresh, context);
    const fitted = fitText(part.fresh, part.there, part.beside, part.place, context);
    if (!fitted.ok) return fitted;
    parts.push(text.slice(done, view.toRaw(part.place.from) ?? done), fitted.value);
    done = view.toRaw(part.place.to) ?? done;
  }
  return ok(parts.join('') + text.slice(done));
}

interface CommonEnds {
  before: number;
  behind: number;
}

/** How many characters both begin and end with. */
function commonEnds(old: string, fresh: string): CommonEnds {
  const most = Math.min(old.length, fresh.length);
  let before = 0;
  while (before < most && old[before] === fresh[before]) before += 1;
  let behind = 0;
  while (behind < most - before && old[old.length - 1 - behind] === fresh[fresh.length - 1 - behind]) behind += 1;
  return { before, behind };
}

/** What of a place really changes: what old and new text begin and end with stays untouched, whatever it holds. */
function differing(place: Place, { before, behind }: CommonEnds, old: Typed, fresh: Typed, { view, sign }: FitContext) {
  let from = place.from + before;
  let to = place.to - behind;
  // Not through the middle of a secret that has several lines.
  if (view.toRaw(from) === null) from = view.segmentAt(from)?.at ?? place.from;
  if (view.toRaw(to) === null) {
    const segment = view.segmentAt(to);
    to = segment ? segment.at + segment.length : place.to;
  }
  const middle = fresh.text.slice(from - place.from, fresh.text.length - (place.to - to));
  const marksIn = (text: string): number => text.split(sign).length - 1;
  const beside = view
    .between(place.from, place.to)
    .filter(({ at }) => view.text[at] === sign)
    .map((segment, index) => ({ ...segment, numbered: old.marks[index] !== '[redacted]' }));
  const skipped = marksIn(fresh.text.slice(0, from - place.from));
  return {
    place: { from, to },
    there: beside.filter(({ at }) => at >= from && at < to),
    beside,
    fresh: { text: middle, marks: fresh.marks.slice(skipped, skipped + marksIn(middle)) },
  };
}

function lineNumbers({ text, view }: FitContext, places: readonly Place[]): string {
  const end = text.includes('\n') ? '\n' : '\r';
  const shown = places.slice(0, 10).map(({ from }) => text.slice(0, view.toRaw(from) ?? 0).split(end).length);
  return shown.join(', ') + (places.length > shown.length ? ', …' : '');
}
