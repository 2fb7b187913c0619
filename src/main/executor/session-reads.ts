import { headOf } from '../../shared/cut.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { ReadText } from '../checks/reviewer-notes.ts';

/** What a thread's session has read of its repository, each text once, with line numbers. Pure. */
export function sessionReads(thread: readonly RunEvent[]): ReadText[] {
  const seen = new Set<string>();
  return thread.flatMap(({ body }) => {
    if (body.kind !== 'tool_finished' || seen.has(body.content)) return [];
    seen.add(body.content);
    const { content, details } = body;
    const lines = content.split('\n');
    switch (details.kind) {
      case 'read':
        return [numbered(details.path, lines, /^(\d+)\t/)];
      case 'search':
        return bySearchedFile(lines);
      case 'command':
        return [numbered(`output of "${headOf(details.command.split('\n', 1)[0] ?? '', 60)}"`, lines, null)];
      default:
        return [];
    }
  });
}

/** Lines with their numbers: printed ones, or counted. */
function numbered(path: string, lines: readonly string[], number: RegExp | null): ReadText {
  const read: ReadText = { path, text: '', numbers: [] };
  const texts = lines.map((line, index) => {
    const numbered = number?.exec(line);
    read.numbers.push(numbered ? Number(numbered[1]) : index + 1);
    return numbered ? line.slice(numbered[0].length) : line;
  });
  return { ...read, text: texts.join('\n') };
}

const FOUND = /^(\d+)[:-]/;

/** A result of search_code: a path, then its lines. */
function bySearchedFile(lines: readonly string[]): ReadText[] {
  const files: { path: string; lines: string[] }[] = [];
  for (const line of lines) {
    if (FOUND.test(line)) files.at(-1)?.lines.push(line);
    else files.push({ path: line, lines: [] });
  }
  return files.filter((file) => file.lines.length > 0).map((file) => numbered(file.path, file.lines, FOUND));
}
