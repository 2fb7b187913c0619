import { z } from 'zod';
import { headOf } from '../../../../shared/cut.ts';
import { readCloneFile } from './clone-files.ts';
import { count } from './count.ts';
import { decodeText, lineEnding, linesOf, type TextFile } from './text-file.ts';
import { MARKS, showText } from './text-view.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';

const MAX_LINES = 1000;
const MAX_CHARACTERS = 40_000;
const MAX_LINE = 2000;
/** Whole files up to this length come without line numbers: numbers are a twentieth of the cost of a conversation. */
const PLAIN_LINES = 100;

const Input = z.object({
  path: z.string(),
  offset: z.number().int().min(1).default(1),
  limit: z.number().int().min(1).default(MAX_LINES),
});

/** Reads a text file, or lines `offset` to `offset + limit - 1` of it. */
export const readFile: Tool<z.infer<typeof Input>> = {
  name: 'read_file',
  description: `Read a text file; no images or PDFs. Read whole files unless they are long: one call gives up to ${MAX_LINES} lines and ${MAX_CHARACTERS} characters, of each line ${MAX_LINE}. Over ${PLAIN_LINES} lines, or read in part, lines begin with their number and a tab, which are no part of the file.`,
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      path: { type: 'string' },
      offset: { type: 'integer', description: 'first line, from 1' },
      limit: { type: 'integer', description: 'number of lines' },
    },
    required: ['path'],
  },
  effect: 'reads',
  title: ({ path, offset }) => ({ code: 'reading_file', parameters: { path, from: offset } }),
  async run({ path, offset, limit }, { clonePath, redact }) {
    const file = readCloneFile(clonePath, path);
    if (!file.ok) return refused(file.error);
    const { place, bytes } = file.value;
    const decoded = decodeText(bytes);
    if (decoded === null) return refused(`${place.shown} is a binary file of ${count(bytes.length, 'byte')}`);
    // Before lines are cut: the half of a secret is not known for one.
    const lines = linesOf(showText(decoded.text, redact));
    if (offset > Math.max(1, lines.length))
      return refused(`${place.shown} has ${count(lines.length, 'line')}: offset ${offset} is behind its end`);
    const part = cut(lines, offset, limit);
    const details = { kind: 'read' as const, path: place.shown, lines: part.length };
    return done(part.length === 0 ? '(empty file)' : withRemarks(part, offset, lines, decoded), details);
  },
};

const ENDINGS = {
  crlf: 'CRLF line ends, kept by edits',
  cr: 'CR line ends, kept by edits',
  mixed: 'some lines end in CRLF',
};

const isCut = (line: string): boolean => line.length > MAX_LINE;

function cut(lines: readonly string[], offset: number, limit: number): string[] {
  const part: string[] = [];
  let room = MAX_CHARACTERS;
  for (const line of lines.slice(offset - 1, offset - 1 + Math.min(limit, MAX_LINES))) {
    const head = headOf(line, MAX_LINE);
    const shown = isCut(line) ? `${head}… (${line.length - head.length} more characters)` : line;
    room -= shown.length + 1;
    // At least one line, or a reader would never get on.
    if (room < 0 && part.length > 0) break;
    part.push(shown);
  }
  return part;
}

function withRemarks(part: readonly string[], offset: number, lines: readonly string[], file: TextFile): string {
  const total = lines.length;
  const last = offset + part.length - 1;
  const plain = part.length === total && total <= PLAIN_LINES;
  const body = plain ? part : part.map((line, index) => `${offset + index}\t${line}`);
  const remarks: string[] = [];
  if (last < total) remarks.push(`lines ${offset}-${last} of ${total}; go on with offset ${last + 1}`);
  else if (offset > 1) remarks.push(`lines ${offset}-${last}, the end`);
  const long = lines.slice(offset - 1, last).findIndex(isCut);
  if (long >= 0)
    remarks.push(`the rest of a cut line: run_command with sed -n ${offset + long}p FILE | cut -c${MAX_LINE + 1}-`);
  if (file.encoding !== 'utf-8') remarks.push(`encoding ${file.encoding}, kept by edits`);
  if (!file.text.isWellFormed()) remarks.push('\uFFFD stands for bytes that are no text, kept by edits');
  if (part.some((line) => line.match(MARKS)?.some((mark) => !file.text.includes(mark))))
    remarks.push('[redacted:1] and the like stand for secrets; where you write the mark, the secret stays');
  const lineEnds = lineEnding(file.text);
  if (lineEnds !== 'lf') remarks.push(ENDINGS[lineEnds]);
  if (last === total && !/[\r\n]$/.test(file.text)) remarks.push('no line break at the end');
  return [...body, ...(remarks.length > 0 ? [`[${remarks.join('; ')}]`] : [])].join('\n');
}
