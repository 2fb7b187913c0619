import { lineEnd, readCsvRow } from './csv.ts';
import { type RepoRef, repoKey } from './repo.ts';
import { addressOf, fieldName, KNOWN_FIELDS } from './repo-fields.ts';
import { parseRepoReference, type RepoReference } from './repo-reference.ts';

/** What a dropped, pasted or typed list holds. */
export interface RepoList {
  accepted: { line: number; text: string; repo: RepoRef }[];
  /** The first `MAX_REJECTIONS`; `rejectedCount` counts all. `text` is shortened and holds no user information or token. */
  rejected: { line: number; text: string; reason: string }[];
  rejectedCount: number;
  /** Lines that name a repository again; `sameAs` is the line that named it first. */
  merged: { line: number; text: string; sameAs: number }[];
  /** What `line` counts: lines of the text, or entries of a JSON array. */
  unit: 'line' | 'entry';
}

/** What a text alone doesn't tell. */
export interface ListOptions {
  /** Host of `owner/name`, such as `github.com` or `127.0.0.1:4100`. */
  defaultHost: string;
}

/** A job takes so many repositories. */
export const MAX_REPOS = 2000;
/** So many rejections of a list are kept; the rest is counted. */
export const MAX_REJECTIONS = 200;
const MAX_LINES = 50_000;
const MAX_ENTRIES = 60_000;
const MAX_LINE_LENGTH = 2000;

/** One candidate: what was written, and what it was understood as. */
interface Entry {
  line: number;
  text: string;
  reference: RepoReference;
}

/**
 * Reads a list of repositories in any of the usual forms: one per line (comments, bullets, quotes, markdown links), csv
 * with or without a header, JSON (strings or objects, as `gh repo list --json` prints them). Never throws; a text that is
 * no list gives rejections.
 * @param defaultHost host of `owner/name` lines, such as `github.com` or `127.0.0.1:4100`
 */
export function parseRepoList(text: string, options: ListOptions): RepoList {
  const source = text.replace(/^\uFEFF/, '');
  const json = readJson(source) ?? brokenJson(source);
  const list = new ListBuilder(json ? 'entry' : 'line');
  const entries = json ? fromJson(json.value, options.defaultHost) : fromLines(source, options.defaultHost);
  let count = 0;
  for (const entry of entries) {
    count += 1;
    if (count > MAX_ENTRIES) break;
    list.add(entry);
  }
  return list.result;
}

class ListBuilder {
  readonly result: RepoList;
  readonly #lineOf = new Map<string, number>();
  constructor(unit: RepoList['unit']) {
    this.result = { accepted: [], rejected: [], rejectedCount: 0, merged: [], unit };
  }
  add({ line, text, reference }: Entry): void {
    if (!reference.ok) {
      this.#reject(line, text, reference.reason);
      return;
    }
    const { repo } = reference;
    const key = repoKey(repo);
    const sameAs = this.#lineOf.get(key);
    // A csv row may hold the name and the URL of one repository: that is no duplicate worth mentioning.
    if (sameAs === line) return;
    if (sameAs !== undefined) {
      this.result.merged.push({ line, text: shorten(text), sameAs });
    } else if (this.result.accepted.length >= MAX_REPOS) {
      this.#reject(line, text, `a job takes at most ${MAX_REPOS} repositories`);
    } else {
      this.#lineOf.set(key, line);
      this.result.accepted.push({ line, text: shorten(text), repo });
    }
  }
  #reject(line: number, text: string, reason: string): void {
    this.result.rejectedCount += 1;
    if (this.result.rejected.length < MAX_REJECTIONS)
      this.result.rejected.push({ line, text: withoutSecrets(text), reason });
  }
}

const shorten = (text: string): string => {
  const visible = text
    .slice(0, 400)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return visible.length > 160 ? `${visible.slice(0, 159)}…` : visible;
};

/** What may be shown of a refused line: neither what stands before an @ nor anything shaped like a token. */
const withoutSecrets = (text: string): string =>
  shorten(
    text
      .slice(0, 500)
      .replace(/:\/\/.*@/, '://…@')
      .replace(/(^|[\s"'`<([=])(?!git@)\S*@/g, '$1…@')
      .replace(/\b(gh[pousr]_|github_pat_|glpat-|sk-ant-|npm_|xox[abeoprs]-)[\w-]{6,}/g, '$1…'),
  );

function* fromLines(source: string, defaultHost: string): Generator<Entry> {
  const header = findHeader(source);
  if (header) {
    yield* fromCsv(source, header, defaultHost);
    return;
  }
  let line = 0;
  let start = 0;
  while (start <= source.length && line < MAX_LINES) {
    const end = lineEnd(source, start);
    line += 1;
    // Copying out a huge line would cost as much as the whole text; its beginning says enough.
    yield* fromLine(line, source.slice(start, Math.min(end, start + MAX_LINE_LENGTH + 1)), defaultHost);
    start = end + 1;
  }
  if (start < source.length && source.slice(start, start + 1000).trim() !== '')
    yield { line: line + 1, text: '', reference: { ok: false, reason: `lines after ${MAX_LINES} are not read` } };
}

function* fromLine(line: number, raw: string, defaultHost: string): Generator<Entry> {
  if (raw.length > MAX_LINE_LENGTH) {
    yield { line, text: raw, reference: { ok: false, reason: 'longer than any repository address' } };
    return;
  }
  const text = raw.trim();
  if (text === '' || text.startsWith('#')) return;
  if (text.startsWith('{') && text.endsWith('}')) {
    const json = readJson(text);
    if (json) {
      yield { line, text, reference: referenceOf(json.value, defaultHost) };
      return;
    }
  }
  const bare = unwrap(text);
  if (bare === '') return;
  const whole = parseRepoReference(bare, defaultHost);
  // Paths may hold commas and blanks: a folder is taken whole before anything is split.
  if (whole.ok || /[\s,;]/.test(bare) === false) {
    yield { line, text, reference: whole };
    return;
  }
  const separator = /[\t,;]/.exec(bare)?.[0] ?? ' ';
  const cells: string[] = [];
  const references: RepoReference[] = [];
  for (const cell of bare.split(separator === ' ' ? /\s+/ : separator)) {
    if (cell.trim() === '') continue;
    cells.push(cell);
    // One cell beyond the first that names nothing is looked at: it may begin a description.
    if (references.at(-1)?.ok === false) break;
    references.push(parseRepoReference(unwrap(cell), defaultHost));
  }
  const first = references[0] ?? whole;
  if (references.every((reference) => reference.ok)) {
    for (const reference of references) yield { line, text, reference };
  } else if (first.ok && (separator !== ' ' || cells[0]?.endsWith(':') || /^[-–—:|(]/.test(cells[1] ?? ''))) {
    // A first column, or a name with a description behind a dash.
    yield { line, text, reference: first };
  } else yield { line, text, reference: first.ok || separator === ' ' ? whole : first };
}

/** Takes off what lists put around an address: bullets, check boxes, quotes, angle brackets, links, trailing comments. */
function unwrap(text: string): string {
  let bare = text.trim().replace(/^(?:[-*+•]|\d{1,6}[.)])\s+(?:\[[ xX]\]\s+)?/, '');
  bare = bare.replace(/\s#.*$/, '');
  const link = /^!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/.exec(bare);
  if (link) bare = link[1] ?? '';
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = withoutTrailing(bare)
      .replace(/^(["'`*])(.*)\1$/, '$2')
      .replace(/^<(.*)>$/, '$1')
      .trim();
  }
  return bare;
}

// By hand: the obvious expression takes quadratic time on a line full of blanks.
function withoutTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t,;:'.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

interface CsvHeader {
  separator: string;
  names: string[];
  /** Where the first row begins, and its line number. */
  start: number;
  line: number;
}

function findHeader(source: string): CsvHeader | null {
  let start = 0;
  for (let line = 1; line <= 50 && start < source.length; line += 1) {
    const end = lineEnd(source, start);
    if (end - start > MAX_LINE_LENGTH) return null;
    const text = source.slice(start, end).trim();
    start = end + 1;
    if (text === '' || text.startsWith('#')) continue;
    const separator = ['\t', ';', ','].find((candidate) => text.includes(candidate)) ?? ',';
    const names = text.split(separator).map(fieldName);
    return names.some((name) => KNOWN_FIELDS.has(name)) && !/[/\\@]/.test(text)
      ? { separator, names, start, line: line + 1 }
      : null;
  }
  return null;
}

function* fromCsv(source: string, header: CsvHeader, defaultHost: string): Generator<Entry> {
  let { start, line } = header;
  for (let rows = 0; start < source.length && rows < MAX_LINES; rows += 1) {
    const row = readCsvRow(source, start, header.separator);
    const text = source.slice(start, Math.min(row.end, start + MAX_LINE_LENGTH)).trim();
    if (text !== '' && !text.startsWith('#')) {
      const fields = new Map(header.names.map((name, index) => [name, unwrap(row.cells[index] ?? '')]));
      const address = addressOf(fields);
      const reference: RepoReference =
        address === null
          ? { ok: false, reason: 'the columns that name the repository are empty' }
          : parseRepoReference(address, defaultHost);
      yield { line, text, reference };
    }
    line += row.lines;
    start = row.end + 1;
  }
}

function readJson(text: string): { value: unknown } | null {
  const opening = /^[\s[{]*/.exec(text.slice(0, 1000))?.[0].replace(/\s+/g, '') ?? '';
  // No list is nested deeply; a parser would take seconds over megabytes of brackets.
  if (opening === '' || opening.length > 10) return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

const BROKEN_JSON = Symbol('broken JSON');

/** A text that begins like JSON and is not: one rejection says more than one for each of its lines. */
function brokenJson(source: string): { value: unknown } | null {
  if (!/^\s*(?:\{|\[\s*(?:["{[]|$))/.test(source.slice(0, 1000))) return null;
  const firstLine = source.trimStart().slice(0, MAX_LINE_LENGTH).split('\n', 1)[0] ?? '';
  return readJson(firstLine) ? null : { value: BROKEN_JSON };
}

function* fromJson(value: unknown, defaultHost: string): Generator<Entry> {
  if (value === BROKEN_JSON) {
    const reason = 'begins like JSON but cannot be read as JSON: a bracket, quote or comma is missing or too many';
    yield { line: 1, text: '', reference: { ok: false, reason } };
    return;
  }
  const entries = entriesOf(value);
  for (const [index, entry] of entries.slice(0, MAX_LINES).entries()) {
    const text = typeof entry === 'string' ? entry : (JSON.stringify(entry) ?? '');
    yield { line: index + 1, text, reference: referenceOf(entry, defaultHost) };
  }
}

function entriesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      if (['repositories', 'repos', 'items', 'nodes'].includes(key.toLowerCase()) && Array.isArray(inner)) return inner;
  return [value];
}

function referenceOf(entry: unknown, defaultHost: string): RepoReference {
  if (typeof entry === 'string') return parseRepoReference(unwrap(entry), defaultHost);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return { ok: false, reason: 'neither a text nor an object that names a repository' };
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(entry)) {
    const text = typeof value === 'object' && value !== null && 'login' in value ? value.login : value;
    if (typeof text === 'string' && text.length <= MAX_LINE_LENGTH) fields.set(fieldName(key), text);
  }
  const address = addressOf(fields);
  return address === null
    ? { ok: false, reason: 'an object without url, full_name, repo, or owner and name' }
    : parseRepoReference(unwrap(address), defaultHost);
}
