import { z } from 'zod';
import { headOf, tailOf } from '../../../../shared/cut.ts';
import { visible } from './visible.ts';

export const MAX_SHOWN = 100;
export const MAX_SHOWN_IN_FILE = 20;
/** Where only files are asked for. */
const MAX_FILES_SHOWN = 500;
const MAX_COUNTED = 20_000;
const MAX_LINE = 250;
/** Of one match: a pattern over several lines can take in a whole file. */
const MAX_LINES_OF_MATCH = 50;
/** Of a whole answer: long paths and many lines of context add up. */
const MAX_CHARACTERS = 40_000;

/** Text as ripgrep prints it: base64 where it is not UTF-8. */
const Text = z.union([
  z.object({ text: z.string() }).transform(({ text }) => text),
  z.object({ bytes: z.string() }).transform(({ bytes }) => Buffer.from(bytes, 'base64').toString('latin1')),
]);
const Line = z.object({
  path: Text,
  lines: Text,
  line_number: z.number().nullable(),
  submatches: z.array(z.object({ start: z.number() })),
});
const Found = z.discriminatedUnion('type', [
  z.object({ type: z.literal('match'), data: Line }),
  z.object({ type: z.literal('context'), data: Line }),
]);

const shownPath = (path: string): string => visible(path.replace(/^\.[\\/]/, ''));

/** Characters around a match that are looked at, of a line that is longer than any line of source. */
const MAX_REDACTED = 50_000;

/** How a record begins that is too long to be read whole. */
const LONG = /^\{"type":"match","data":\{"path":(\{"(?:text|bytes)":"(?:[^"\\]|\\.)*"\})/;

/** Turns ripgrep's JSON records into a short text grouped by file: `12:match`, `13-context`. */
export class SearchReport {
  matches = 0;
  files = 0;
  #shown = 0;
  #shownInFile = 0;
  #inFile = 0;
  #path: string | null = null;
  #lastLine = 0;
  #room = MAX_CHARACTERS;
  readonly #lines: string[] = [];
  readonly #redact: (text: string) => string;

  readonly #filesOnly: boolean;
  readonly #names: (file: string) => boolean;
  #filesShown = 0;

  /**
   * @param redact takes secrets out of whole lines, before they are cut
   * @param filesOnly each file in one line, with its number of matches
   * @param names does this file belong to what is searched?
   */
  constructor(redact: (text: string) => string, filesOnly = false, names: (file: string) => boolean = () => true) {
    this.#redact = redact;
    this.#filesOnly = filesOnly;
    this.#names = names;
  }

  #isNamed(path: string): boolean {
    return this.#names(path.replace(/^\.[\\/]/, '').replaceAll('\\', '/'));
  }

  /** Takes one record; false when nothing after it would be counted any more. */
  add(record: string): boolean {
    // Begins, ends and the summary are skipped unparsed.
    if (!record.startsWith('{"type":"match"') && !record.startsWith('{"type":"context"')) return true;
    const { type, data } = Found.parse(JSON.parse(record));
    if (data.path !== this.#path) {
      if (!this.#isNamed(data.path)) return true;
      this.#begin(data.path);
    }
    if (type === 'match') {
      this.matches += 1;
      this.#inFile += 1;
    }
    if (this.#filesOnly) return this.matches < MAX_COUNTED;
    if (this.#hasRoom() && this.#shownInFile < MAX_SHOWN_IN_FILE) this.#show(type === 'match', data);
    return this.matches < MAX_COUNTED;
  }

  /** Takes the beginning of a record that was too long to be kept. It counts, and its place is named. */
  addLong(beginning: string): void {
    const found = LONG.exec(beginning);
    if (!found) return;
    const path = Text.parse(JSON.parse(found[1] ?? ''));
    if (path !== this.#path) {
      if (!this.#isNamed(path)) return;
      this.#begin(path);
    }
    this.matches += 1;
    this.#inFile += 1;
    if (this.#filesOnly || !this.#hasRoom() || this.#shownInFile >= MAX_SHOWN_IN_FILE) return;
    this.#add('(a match in a line of megabytes: look at it with run_command and grep -o)');
    this.#shown += 1;
    this.#shownInFile += 1;
  }

  get text(): string {
    this.#endFile();
    return this.#lines.join('\n');
  }

  /** What was left out and how to get it; null when everything is shown. */
  cut(stopped: boolean): string | null {
    const more = stopped ? 'more than ' : '';
    if (this.#filesOnly) {
      this.#endCount();
      const all = this.#filesShown === this.files && !stopped;
      return all ? null : `${this.#filesShown} of ${more}${this.files} files shown: narrow it by path, glob or pattern`;
    }
    if (this.#shown === this.matches && !stopped) return null;
    return `${this.#shown} of ${more}${this.matches} matches shown: narrow it by path, glob or pattern`;
  }

  #hasRoom(): boolean {
    return this.#shown < MAX_SHOWN && this.#room > 0;
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.#room -= line.length + 1;
  }

  #begin(path: string): void {
    this.#endFile();
    this.files += 1;
    this.#path = path;
    this.#shownInFile = 0;
    this.#inFile = 0;
    this.#lastLine = 0;
    if (!this.#filesOnly && this.#hasRoom()) this.#add(shownPath(path));
  }

  #endFile(): void {
    if (this.#filesOnly) {
      this.#endCount();
      return;
    }
    const left = this.#inFile - this.#shownInFile;
    if (left > 0 && this.#hasRoom()) this.#add(`… ${left} more in this file`);
    this.#inFile = this.#shownInFile;
  }

  #endCount(): void {
    if (this.#inFile === 0 || this.#path === null) return;
    if (this.#filesShown < MAX_FILES_SHOWN && this.#room > 0) {
      this.#add(`${shownPath(this.#path)} (${this.#inFile})`);
      this.#filesShown += 1;
    }
    this.#inFile = 0;
  }

  #show(isMatch: boolean, data: z.infer<typeof Line>): void {
    const from = data.line_number ?? 1;
    if (this.#lastLine > 0 && from > this.#lastLine + 1 && !isMatch) this.#add('--');
    const lines = data.lines.replace(/\r?\n$/, '').split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      if (index === MAX_LINES_OF_MATCH || (index > 0 && this.#room <= 0)) {
        this.#add(`… ${lines.length - index} more lines of this match: read_file with offset ${from + index}`);
        break;
      }
      this.#add(`${from + index}${isMatch ? ':' : '-'}${this.#excerpt(line, data.submatches[0]?.start ?? 0)}`);
    }
    this.#lastLine = from + lines.length - 1;
    if (isMatch) {
      this.#shown += 1;
      this.#shownInFile += 1;
    }
  }

  /** A long line is cut around its match, which ripgrep counts in bytes. */
  #excerpt(whole: string, matchByte: number): string {
    if (whole.length <= MAX_LINE) return cutLine(this.#redact(whole), 0);
    const matchAt = Buffer.from(whole).toString('utf8', 0, matchByte).length;
    const from = Math.max(0, matchAt - MAX_REDACTED);
    const near = whole.slice(from, matchAt + MAX_REDACTED);
    const line = this.#redact(near);
    return cutLine(line, this.#redact(near.slice(0, matchAt - from)).length);
  }
}

function cutLine(line: string, match: number): string {
  if (line.length <= MAX_LINE) return line;
  const start = match < MAX_LINE - 50 ? 0 : Math.max(0, Math.min(match - 50, line.length - MAX_LINE));
  const shown = headOf(tailOf(line, line.length - start), MAX_LINE);
  return `${start > 0 ? '…' : ''}${shown}${start + MAX_LINE < line.length ? '…' : ''}`;
}
