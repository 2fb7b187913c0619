import { parse as parseYaml } from 'yaml';

/** One JSON value of a text that may hold several: pages of an API, or one value a line. */
export interface JsonValue {
  /** Line on which it begins. */
  line: number;
  value: unknown;
}

/** No list is nested deeper; a parser would take seconds over megabytes of brackets. */
const DEEPEST = 60;
/** The patient parser is slow. */
const LARGEST_REPAIR = 500_000;

/**
 * The JSON arrays and objects of a text that holds nothing else, and the line of what cannot be read. Null when the text
 * begins like no JSON. Trailing commas and comments are let through.
 */
export function jsonValues(source: string): { values: JsonValue[]; brokenAt: number | null } | null {
  if (!/^\s*(?:\{|\[\s*(?:["'{[\d\]]|$|\/\/|null|true|false))/.test(source.slice(0, 1000))) return null;
  const values: JsonValue[] = [];
  let line = 1;
  let at = 0;
  for (;;) {
    // Between two values: blanks, a comma, or the record mark of RFC 7464.
    for (; at < source.length && isBetween(source[at] ?? ''); at += 1) if (source[at] === '\n') line += 1;
    if (at >= source.length) return { values, brokenAt: null };
    const end = endOfValue(source, at);
    const read = end === null ? null : parseValue(source.slice(at, end));
    if (end === null || read === null) return { values, brokenAt: line };
    values.push({ line, value: read.value });
    for (let next = source.indexOf('\n', at); next >= 0 && next < end; next = source.indexOf('\n', next + 1)) line += 1;
    at = end;
  }
}

const RECORD_MARK = '\u001e';
const isBetween = (character: string): boolean => character === RECORD_MARK || /[\s,]/.test(character);

/** Where the bracket that opens here is closed; null when it is not. */
function endOfValue(source: string, start: number): number | null {
  if (source[start] !== '{' && source[start] !== '[') return null;
  const marks = /["{}[\]]/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let found = marks.exec(source); found; found = marks.exec(source)) {
    const mark = found[0];
    if (mark === '"') {
      const close = closingQuote(source, found.index);
      if (close === null) return null;
      marks.lastIndex = close + 1;
    } else if (mark === '{' || mark === '[') {
      depth += 1;
      if (depth > DEEPEST) return null;
    } else {
      depth -= 1;
      if (depth === 0) return found.index + 1;
    }
  }
  return null;
}

function closingQuote(source: string, open: number): number | null {
  for (let at = source.indexOf('"', open + 1); at >= 0; at = source.indexOf('"', at + 1)) {
    let slashes = 0;
    while (source[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return null;
}

function parseValue(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    if (text.length > LARGEST_REPAIR) return null;
  }
  try {
    // YAML's brackets are JSON's, and may end with a comma.
    return { value: plain(parseYaml(text.replace(/^\s*\/\/.*$/gm, '').replace(/,\s*\/\/.*$/gm, ','))) };
  } catch {
    return null;
  }
}

/** What YAML says as JSON would. Throws where it has no such form: an alias may lead to what it stands in. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');
