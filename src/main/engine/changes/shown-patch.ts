/** A patch as a window can show it. */
export interface ShownPatch {
  patch: string;
  /** The end is not here. */
  cut: boolean;
  /** Which of its files, counted from 0, show lines only in part. */
  shortened: number[];
}

/** A line up to this long is shown whole. */
const WHOLE = 2_000;
/** What is shown of a long line: this much around each changed place, and this much of the place itself. */
const AROUND = 200;
const PLACE = 600;
/** Of a line that has nothing beside it to be compared with. */
const HEAD = 800;
const TAIL = 200;
/** Nobody looks through more changed places of one line. */
const MOST_PLACES = 20;
/** Hiding less than this would not make a line shorter. */
const LEAST_HIDDEN = 80;
/** After a place that differs, this much that is the same says where the two lines go on together. */
const SAMPLE = 24;
const STEP = 8;
/** So far behind a place that differs it is looked for. */
const REACH = 4_000;

/**
 * Cuts long lines around what has changed in them, and the whole after `maxBytes`, at the end of a line. A minified file is
 * one line: the place that has changed is what a person wants to see of it.
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
    // In a hunk each line begins with a sign, so what a file holds can fake neither head.
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

/** Lines that were taken out and put in, in one place of a file: the first long one of each is compared, and so on. */
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

/** What is shown of a line for one changed place. */
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

/** The places in which two lines differ, in each of them; behind the last that anybody looks at, all the rest is one. */
function differences(before: string, after: string): [Span, Span][] {
  let same = 0;
  const shortest = Math.min(before.length, after.length);
  while (same < shortest - 1 && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  const oldEnd = before.length - same;
  const freshEnd = after.length - same;
  const places: [Span, Span][] = [];
  // Their signs do not count.
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

/** How far two texts that begin with a difference differ; null when they do for longer than anybody looks at. */
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

/** A line of which only these parts are left; the rest is counted. */
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
  // The sign of the line.
  show(0, 1);
  for (const [from, to] of spans) show(from, to);
  show(end, end);
  return text + line.slice(end);
}

const hiddenMark = (count: number): string => `… ${count.toLocaleString('en')} characters …`;

/** A place that stands between two characters, not between the halves of one. */
const wholeCharacter = (line: string, at: number): number => (/[\uDC00-\uDFFF]/.test(line[at] ?? '') ? at + 1 : at);
