/** A patch as a window can show it. */
export interface ShownPatch {
  patch: string;
  /** The end is missing. */
  cut: boolean;
  /** Indexes of its files that contain shortened lines. */
  shortened: number[];
}

/** A line up to this long is shown whole. */
const WHOLE = 2_000;
/** Characters of a long line that are shown: around each changed part, and of the part itself. */
const AROUND = 200;
const PLACE = 600;
/** Characters that are shown of a line without a counterpart. */
const HEAD = 800;
const TAIL = 200;
/** At most so many changed parts of one line are shown. */
const MOST_PLACES = 20;
/** Hiding less than this would not shorten a line. */
const LEAST_HIDDEN = 80;
/** After a difference, so many equal characters show where the two lines continue alike. */
const SAMPLE = 24;
const STEP = 8;
/** The range in which that is searched after a difference. */
const REACH = 4_000;

/**
 * Shortens long lines to their changed parts, and cuts the whole after `maxBytes`, at the end of a line. A minified file is one
 * line, of which a person wants to see the changed parts.
 */
export function shownPatch(whole: { patch: string; cut: boolean }, maxBytes: number): ShownPatch {
  const { patch } = whole;
  const shortened = new Set<number>();
  let shown = '';
  let room = maxBytes;
  let file = -1;
  let inHunk = false;
  let change: string[] = [];
  const isFull = () => room < 0;
  const add = (lines: readonly string[]) => {
    for (const line of lines) {
      room -= Buffer.byteLength(line);
      if (isFull()) return;
      shown += line;
    }
  };
  const endChange = () => {
    if (change.some(isLong)) {
      shortened.add(file);
      add(shortChange(change));
    } else add(change);
    change = [];
  };
  for (let at = 0; at < patch.length && !isFull(); ) {
    const next = patch.indexOf('\n', at) + 1 || patch.length;
    const line = patch.slice(at, next);
    at = next;
    if (inHunk && /^[-+\\]/.test(line)) {
      change.push(line);
      continue;
    }
    endChange();
    // Each line of a hunk starts with a sign, so file content cannot imitate a header.
    if (line.startsWith('@@ ')) inHunk = true;
    if (line.startsWith('diff --git ')) {
      inHunk = false;
      file += 1;
    }
    if (inHunk && isLong(line)) shortened.add(file);
    add([inHunk && isLong(line) ? withSpans(line, endsOf(line)) : line]);
  }
  if (!isFull()) endChange();
  return { patch: shown, cut: whole.cut || isFull(), shortened: [...shortened] };
}

const isLong = (line: string): boolean => line.length > WHOLE;

/** A part of a line: from, to. */
type Span = readonly [from: number, to: number];

/** Consecutive removed and added lines: the first long ones of both are compared, then the second ones, and so on. */
function shortChange(lines: readonly string[]): string[] {
  const long = (sign: string) => lines.filter((line) => line.startsWith(sign) && isLong(line));
  const added = long('+');
  const shown = new Map<string, readonly Span[]>();
  for (const [index, before] of long('-').entries()) {
    const after = added[index];
    if (after === undefined) break;
    const places = differences(before, after).slice(0, MOST_PLACES);
    shown.set(
      before,
      places.flatMap(([place]) => around(place)),
    );
    shown.set(
      after,
      places.flatMap(([, place]) => around(place)),
    );
  }
  return lines.map((line) => (isLong(line) ? withSpans(line, shown.get(line) ?? endsOf(line)) : line));
}

/** The shown part of a line around one difference. */
const around = ([from, to]: Span): readonly Span[] =>
  to - from <= PLACE
    ? [[from - AROUND, to + AROUND]]
    : [
        [from - AROUND, from + PLACE / 2],
        [to - PLACE / 2, to + AROUND],
      ];

const endsOf = (line: string): readonly Span[] => [
  [0, HEAD],
  [line.length - TAIL, line.length],
];

/** The differences between two lines, in both of them; beyond the limit, all the rest counts as one difference. */
function differences(before: string, after: string): [Span, Span][] {
  let same = 0;
  const shortest = Math.min(before.length, after.length);
  while (same < shortest - 1 && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  const oldEnd = before.length - same;
  const freshEnd = after.length - same;
  const places: [Span, Span][] = [];
  // Without their signs.
  let old = 1;
  let fresh = 1;
  for (;;) {
    while (old < oldEnd && fresh < freshEnd && before.charCodeAt(old) === after.charCodeAt(fresh)) {
      old += 1;
      fresh += 1;
    }
    if (old >= oldEnd && fresh >= freshEnd) return places;
    const [nextOld, nextFresh] = (places.length < MOST_PLACES - 1 &&
      togetherAgain(before.slice(old, oldEnd), after.slice(fresh, freshEnd))) || [oldEnd - old, freshEnd - fresh];
    places.push([
      [old, old + nextOld],
      [fresh, fresh + nextFresh],
    ]);
    old += nextOld;
    fresh += nextFresh;
  }
}

/** The length of the difference at the start of two texts; null when it is longer than what is searched. */
function togetherAgain(before: string, after: string): Span | null {
  for (let skipped = 0; skipped <= REACH; skipped += STEP) {
    const inAfter = placeOf(before, skipped, after);
    const inBefore = placeOf(after, skipped, before);
    if (inAfter < 0 && inBefore < 0) continue;
    let [old, fresh] = inAfter >= 0 ? [skipped, inAfter] : [inBefore, skipped];
    while (old > 0 && fresh > 0 && before.charCodeAt(old - 1) === after.charCodeAt(fresh - 1)) {
      old -= 1;
      fresh -= 1;
    }
    return [old, fresh];
  }
  return null;
}

/** Where a piece of one text stands in the other; -1 when it does not. */
function placeOf(text: string, at: number, other: string): number {
  const sample = text.slice(at, at + SAMPLE);
  return sample.length < SAMPLE ? -1 : other.slice(0, REACH).indexOf(sample);
}

/** A line with only these parts shown; the rest is replaced by its length. */
function withSpans(line: string, spans: readonly Span[]): string {
  const end = line.endsWith('\n') ? line.length - 1 : line.length;
  let text = '';
  let at = 0;
  const show = (from: number, to: number) => {
    const begin = Math.max(at, wholeCharacter(line, Math.max(0, from)));
    const hidden = begin - at;
    text += hidden < LEAST_HIDDEN ? line.slice(at, begin) : hiddenMark(hidden);
    at = Math.max(begin, wholeCharacter(line, Math.min(end, to)));
    text += line.slice(begin, at);
  };
  // The line's sign.
  show(0, 1);
  for (const [from, to] of spans) show(from, to);
  show(end, end);
  return text + line.slice(end);
}

const hiddenMark = (count: number): string => `… ${count.toLocaleString('en')} characters …`;

/** An index between two characters, not inside of a surrogate pair. */
const wholeCharacter = (line: string, at: number): number => (/[\uDC00-\uDFFF]/.test(line[at] ?? '') ? at + 1 : at);
