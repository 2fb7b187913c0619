import Papa from 'papaparse';
import { type Entry, MAX_LINE_LENGTH, MAX_LINES, referenceIn, unwrap } from './list-entry.ts';
import {
  type Field,
  type FieldRole,
  isAboutRepositories,
  type ListOptions,
  leadsTo,
  referenceOf,
  roleOf,
} from './repo-fields.ts';
import type { RepoReference } from './repo-reference.ts';

/** One row of a table and the line on which it begins. */
interface Row {
  line: number;
  text: string;
  cells: string[];
}

const MAX_CELLS = 200;
/** So much of a text decides how it is read. */
const SAMPLE_LENGTH = 64_000;
const SAMPLE_ROWS = 200;
/** A heading stands no deeper below titles and comments. */
const DEEPEST_HEADING = 15;
/** Columns that a terminal lines up with blanks. */
const ALIGNED = 'aligned';

/** How a text is a table. */
interface Shape {
  delimiter: string;
  /** What each column says, and the line of the heading; null where no heading is understood. */
  heading: { line: number; names: string[]; roles: (FieldRole | null)[] } | null;
  /** Where there is no heading: the column that names the repositories. */
  column: number;
}

/** The repositories of a table with or without a heading, one a row; null when the text is no table. Lines end with \n. */
export function fromTable(source: string, options: ListOptions): Entry[] | null {
  const shape = shapeOf(source, options);
  if (!shape) return null;
  const { heading } = shape;
  const entries: Entry[] = [];
  let others: Entry | null = null;
  for (const row of rowsOf(source, shape.delimiter)) {
    if ((heading && row.line <= heading.line) || isIdle(row)) continue;
    if (heading && row.cells.every((cell, index) => cell.trim() === (heading.names[index] ?? ''))) continue;
    const reference = heading ? byHeading(row, heading.roles, options) : byColumn(row, shape.column, options);
    entries.push({ line: row.line, text: row.text, reference });
    if (!heading) others ??= otherRepository(row, shape.column, reference, options);
  }
  // A heading of nothing is a line like any other.
  if (entries.length === 0) return null;
  return others ? [...entries, others] : entries;
}

/** Nothing in it, a comment, or the line that Markdown and databases draw under a heading. */
const isIdle = ({ cells }: Row): boolean =>
  cells.every((cell) => /^[\s:=+-]*$/.test(cell)) ||
  /^\s*(?:#|\/\/)/.test(cells.find((cell) => cell.trim() !== '') ?? '');

function byHeading(row: Row, roles: readonly (FieldRole | null)[], options: ListOptions): RepoReference {
  const fields = row.cells.flatMap((cell, index): Field[] => {
    const role = roles[index];
    return role ? [{ role, value: unwrap(cell) }] : [];
  });
  return referenceOf(fields, options) ?? { ok: false, reason: 'the columns that name the repository are empty' };
}

/** A link beside the name counts where it fits: it tells the host. */
function byColumn(row: Row, column: number, options: ListOptions): RepoReference {
  const cell = unwrap(row.cells[column] ?? '');
  const named = referenceIn(cell, options);
  if (!named.ok || /[:\\]/.test(cell)) return named;
  const links = row.cells.filter((other) => /:\/\/|@[^/]*:/.test(other)).map((other) => referenceIn(other, options));
  return links.find((link) => leadsTo(link, cell)) ?? named;
}

/** A table has one repository a row. Where another column seems to hold some too, that is said once. */
function otherRepository(row: Row, column: number, own: RepoReference, options: ListOptions): Entry | null {
  if (!own.ok || own.repo.kind !== 'remote') return null;
  const { owner, host, url } = own.repo;
  for (const cell of row.cells.filter((_, index) => index !== column)) {
    const other = isStrong(cell) ? referenceIn(cell, options) : null;
    if (!other?.ok || other.repo.kind !== 'remote' || other.repo.url === url) continue;
    if (other.repo.owner !== owner || other.repo.host !== host) continue;
    const reason = 'a row names one repository: this column is not read. Write one repository per line';
    return { line: row.line, text: cell.trim(), reference: { ok: false, reason } };
  }
  return null;
}

function shapeOf(source: string, options: ListOptions): Shape | null {
  const sep = /^sep=(.)[ \t]*(?:\n|$)/i.exec(source)?.[1];
  const cut = source.length > SAMPLE_LENGTH ? source.lastIndexOf('\n', SAMPLE_LENGTH) : -1;
  const sample = cut > 0 ? source.slice(0, cut) : source.slice(0, SAMPLE_LENGTH);
  const candidates = sep ? [sep] : ['\t', ';', ',', '|', ALIGNED];
  const tables = candidates.map((delimiter) => ({
    delimiter,
    rows: rowsOf(sample, delimiter, SAMPLE_ROWS).filter((row) => !isIdle(row)),
  }));
  const headed = tables.flatMap(({ delimiter, rows }) => {
    const heading = headingOf(rows, options);
    return heading ? [{ delimiter, heading, column: 0, known: heading.roles.filter(Boolean).length }] : [];
  });
  headed.sort((a, b) => b.known - a.known || b.heading.names.length - a.heading.names.length);
  if (headed[0]) return headed[0];
  for (const { delimiter, rows } of tables) {
    const column = columnOf(rows, delimiter, options);
    if (column !== null) return { delimiter, heading: null, column };
  }
  return null;
}

/** The heading among the first rows: what stands above it are titles, none of which is an address. */
function headingOf(rows: readonly Row[], options: ListOptions): Shape['heading'] {
  for (const { line, cells } of rows.slice(0, DEEPEST_HEADING)) {
    const names = cells.map((cell) => cell.trim());
    const texts = names.filter((name) => name !== '');
    const plain = texts.every((name) => name.length <= 60 && !isData(name));
    let roles = names.map(roleOfHeading);
    if (plain && texts.length > 1)
      roles = names.map((name, index) => roles[index] ?? (isAboutRepositories(name) ? 'repo' : null));
    const single =
      texts.length === 1 &&
      (roles.includes('repo') ||
        roles.includes('link') ||
        roles.includes('clone') ||
        /^(?:full )?name$/i.test(texts[0] ?? ''));
    if (plain && (single || (texts.length > 1 && roles.some((role) => role !== null && role !== 'owner'))))
      return { line, names, roles };
    if (texts.some((name) => isStrong(name) && referenceIn(name, options).ok)) return null;
  }
  return null;
}

const roleOfHeading = (name: string): FieldRole | null => roleOf(unwrap(name).replace(/:$/, ''));

/** Is this a value rather than a heading? A heading may hold a slash between words that all are headings: "Owner/Repo". */
function isData(cell: string): boolean {
  if (/:\/\/|@|\\|^[~/]|^\d[\d.,:/-]*$/.test(cell)) return true;
  const bare = cell.replace(/\([^)]*\)/g, '');
  return bare.includes('/') && !bare.split('/').every((part) => part.trim() !== '' && roleOf(part) !== null);
}

/** Something with a slash that is no repository: a date, a choice, a path inside one. */
const WEAK =
  /^(?:\d{1,4}\/\d{1,4}(?:\/\d{1,4})?|ci\/cd|(?:src|lib|libs|app|apps|test|tests|docs?|packages?|cmd|pkg|internal|services?|modules?|bin|build|dist|config|scripts?|infra|charts?|deploy)\/[^:]*)$/i;
export const isStrong = (cell: string): boolean => !WEAK.test(unwrap(cell));

/** The column of a table without a heading that names the repositories: most rows name one there, and most of them another. */
function columnOf(rows: readonly Row[], delimiter: string, options: ListOptions): number | null {
  if (rows.length < 2) return null;
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const alike = rows.filter(({ cells }) => cells.length > 1).length;
  if (width < 2 || alike < rows.length * 0.8) return null;
  // "a/b, c/d" is a list in lines: tables are written without blanks, except where columns are lined up.
  const spaced =
    delimiter !== ',' ? 0 : rows.filter(({ cells }) => cells.slice(1).every((cell) => cell.startsWith(' '))).length;
  const lists = rows.filter(({ cells }) =>
    cells.every((cell) => isStrong(cell) && referenceIn(cell, options).ok),
  ).length;
  if (spaced === rows.length && lists === rows.length) return null;
  let best: { column: number; distinct: number } | null = null;
  for (let column = 0; column < width; column += 1) {
    const named = rows
      .map(({ cells }) => cells[column] ?? '')
      .filter((cell) => isStrong(cell) && referenceIn(cell, options).ok);
    const distinct = new Set(named.map((cell) => unwrap(cell).toLowerCase())).size;
    if (named.length >= rows.length / 2 && distinct > (best?.distinct ?? 0)) best = { column, distinct };
  }
  return best?.column ?? null;
}

/** The rows of a table, by papaparse. A quote that is never closed is an ordinary character, as every line must be read. */
function rowsOf(source: string, delimiter: string, most = MAX_LINES): Row[] {
  if (delimiter === ALIGNED) return alignedRows(source, most);
  const rows: Row[] = [];
  let line = 1;
  let at = 0;
  let brokenAt: number | null = null;
  Papa.parse<string[]>(source, {
    delimiter,
    newline: '\n',
    step: ({ data, errors, meta }, parser) => {
      if (errors.some(({ type }) => type === 'Quotes')) {
        brokenAt = at;
        parser.abort();
        return;
      }
      add(rows, line, source.slice(at, Math.min(meta.cursor, at + MAX_LINE_LENGTH)), data, delimiter);
      for (let next = source.indexOf('\n', at); next >= 0 && next < meta.cursor; next = source.indexOf('\n', next + 1))
        line += 1;
      at = meta.cursor;
      if (rows.length >= most) parser.abort();
    },
  });
  if (brokenAt === null) return rows;
  // From the broken quote on each line is a row.
  for (let start: number = brokenAt; start < source.length && rows.length < most; line += 1) {
    const found = source.indexOf('\n', start);
    const end = found < 0 ? source.length : found;
    const text = source.slice(start, Math.min(end, start + MAX_LINE_LENGTH));
    const parsed = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
    add(rows, line, text, parsed.errors.length === 0 ? (parsed.data[0] ?? []) : text.split(delimiter), delimiter);
    start = end + 1;
  }
  return rows;
}

function add(rows: Row[], line: number, text: string, data: readonly string[], delimiter: string): void {
  const cells = data.slice(0, MAX_CELLS).map((cell) => cell.slice(0, MAX_LINE_LENGTH));
  // Tables of Markdown and of databases have a bar at both ends.
  if (delimiter === '|' && cells.length > 2 && cells[0]?.trim() === '' && cells.at(-1)?.trim() === '') {
    cells.shift();
    cells.pop();
  }
  rows.push({ line, text: text.trim(), cells });
}

/** Do blanks keep columns apart here? More of them line up nothing. */
export const isAligned = (line: string): boolean => / {2}|\t/.test(line) && !/ {81}/.test(line);

function alignedRows(source: string, most: number): Row[] {
  const rows: Row[] = [];
  let start = 0;
  for (let line = 1; start < source.length && rows.length < most; line += 1) {
    const found = source.indexOf('\n', start);
    const end = found < 0 ? source.length : found;
    const text = source.slice(start, Math.min(end, start + MAX_LINE_LENGTH)).trim();
    rows.push({ line, text, cells: isAligned(text) ? text.split(/ {2,}|\t/).slice(0, MAX_CELLS) : [text] });
    start = end + 1;
  }
  return rows;
}
