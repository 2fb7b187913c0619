import { type Entry, MAX_LINE_LENGTH, MAX_LINES, referenceIn, unwrap } from './list-entry.ts';
import { isAligned, isStrong } from './list-table.ts';
import { type ListOptions, roleOf } from './repo-fields.ts';
import { holdsUserInformation, type RepoReference } from './repo-reference.ts';

/** The repositories of a text in lines: one each, or several side by side. Lines end with \n. */
export function* fromLines(source: string, options: ListOptions): Generator<Entry> {
  let line = 0;
  let start = 0;
  while (start <= source.length && line < MAX_LINES) {
    const found = source.indexOf('\n', start);
    const end = found < 0 ? source.length : found;
    line += 1;
    // Copying out a huge line would cost as much as the whole text; its beginning says enough.
    for (const { text, reference } of fromLine(
      source.slice(start, Math.min(end, start + MAX_LINE_LENGTH + 1)),
      options,
    ))
      yield { line, text, reference };
    start = end + 1;
  }
  if (start < source.length && source.slice(start, start + 1000).trim() !== '')
    yield { line: line + 1, text: '', reference: { ok: false, reason: `lines after ${MAX_LINES} are not read` } };
}

type Found = Pick<Entry, 'text' | 'reference'>;

/** Lines that only hold brackets, rules or tags say nothing. */
const IDLE = /^(?:[#;](?!\S*\/)|\/\/|[\s[\](){}<>|=+*_`:,.-]*$|(?:<\/?[a-z][a-z\d]*(?:\s[^<>]*)?\/?>\s*)+$|```)/i;

function* fromLine(raw: string, options: ListOptions): Generator<Found> {
  if (raw.length > MAX_LINE_LENGTH) {
    yield { text: raw, reference: { ok: false, reason: 'longer than any repository address' } };
    return;
  }
  const text = raw.trim();
  if (text === '' || text.startsWith('#')) return;
  const links = [...text.matchAll(/<a\s[^>]*href\s*=\s*["']?([^"'\s>]+)/gi)].map(([, href = '']) => href);
  if (links.length > 0) {
    for (const href of links) yield { text: href, reference: referenceIn(href.replaceAll('&amp;', '&'), options) };
    return;
  }
  if (IDLE.test(text)) return;
  const bare = unwrap(settingIn(text.replace(/<\/?[a-z][a-z\d]*(?:\s[^<>]*)?\/?>/gi, ' ')));
  if (bare === '') return;
  const whole = referenceIn(bare, options);
  // Paths may hold commas and blanks: a folder is taken whole before anything is split.
  if (whole.ok || !/[\s,;|]/.test(bare)) yield { text, reference: whole };
  else yield* fromCells(text, bare, whole, options);
}

/** Behind `url =` or `repo:` of a configuration stands what counts. */
function settingIn(text: string): string {
  const setting = /^(?:-\s+)?["']?([A-Za-z][\w.-]*)["']?\s*[:=]\s*(\S.*)$/.exec(text);
  // `https:/…` is a damaged address, `url: /…` names a folder.
  if (!setting || /^(?:https?|ssh|git|file):[\\/]/i.test(text) || /^\/\//.test(setting[2] ?? '')) return text;
  const role = roleOf(setting[1] ?? '');
  if (role === null || role === 'owner' || role === 'name') return text;
  const value = (setting[2] ?? '').trim();
  return /^\[.*\],?$/.test(value) ? value.replace(/^\[|\],?$/g, '') : value;
}

function* fromCells(text: string, bare: string, whole: RepoReference, options: ListOptions): Generator<Found> {
  const separator = /[\t,;|]/.exec(bare)?.[0] ?? (isAligned(bare) ? '  ' : ' ');
  const cells = (separator.startsWith(' ') ? bare.split(separator === ' ' ? /\s+/ : / {2,}/) : bare.split(separator))
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  const read: { cell: string; reference: RepoReference }[] = [];
  for (const cell of cells) {
    // One cell beyond the first that names nothing is looked at: it may begin a description.
    if (read.length > 1 && read.at(-1)?.reference.ok === false) break;
    read.push({ cell, reference: referenceIn(cell, options) });
  }
  const first = read[0];
  if (first && read.length === cells.length && read.every(({ cell, reference }) => reference.ok && isStrong(cell))) {
    yield* sideBySide(text, read);
    return;
  }
  const isColumn =
    separator !== ' ' || cells[0]?.endsWith(':') || /^(?:[-–—:|(]|->|=>|https?:\/\/)/.test(cells[1] ?? '');
  if (first?.reference.ok && isStrong(first.cell) && isColumn) {
    // A first column, or a name with a description behind a dash.
    yield { text, reference: first.reference };
    return;
  }
  const secret = read.find(({ reference }) => !reference.ok && holdsUserInformation(reference));
  if (secret) {
    yield { text, reference: secret.reference };
    return;
  }
  const later = separator === ' ' ? null : read.slice(1).find(({ cell, reference }) => reference.ok && isStrong(cell));
  if (later) {
    yield { text, reference: later.reference };
    return;
  }
  const address = soleAddress(bare, options);
  if (address) yield { text, reference: address };
  else yield { text, reference: first?.reference.ok || separator === ' ' ? whole : (first?.reference ?? whole) };
}

/** Several addresses in one line are a list when they are of one kind; else the others may be anything, and are named. */
function* sideBySide(text: string, read: readonly { cell: string; reference: RepoReference }[]): Generator<Found> {
  const placeOf = ({ reference }: (typeof read)[number]) =>
    reference.ok && reference.repo.kind === 'remote' ? `${reference.repo.host}/${reference.repo.owner}` : 'folder';
  const [first] = read;
  if (!first) return;
  for (const other of read) {
    const sameHost = placeOf(other).split('/')[0] === placeOf(first).split('/')[0];
    if (placeOf(other) === placeOf(first) || (isAddress(first.cell) && isAddress(other.cell) && sameHost)) {
      yield { text, reference: other.reference };
      continue;
    }
    const reason = 'stands behind another repository and may be something else: write it on a line of its own';
    yield { text: other.cell, reference: { ok: false, reason } };
  }
}

const isAddress = (cell: string): boolean => /:\/\/|@/.test(cell);

/** The one repository in a sentence, where its address leaves no doubt. */
function soleAddress(bare: string, options: ListOptions): RepoReference | null {
  if (!/https:\/\/|ssh:\/\/|git@/.test(bare)) return null;
  const found = bare
    .split(/[\s,;|]+/)
    .map(unwrap)
    .filter(
      (word) =>
        /^(?:https:\/\/|ssh:\/\/|git@)\S/.test(word) &&
        (/\.git$/.test(word) || /(?:\/\/|\.|@)(?:github|gitlab|bitbucket)\./.test(word)),
    )
    .map((word) => referenceIn(word.replace(/[).]+$/, ''), options));
  return found.length === 1 && found[0]?.ok ? found[0] : null;
}
