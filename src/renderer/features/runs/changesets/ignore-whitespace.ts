import { diffArrays } from 'diff';
import { firstHunk } from './split-patch.ts';

interface Line {
  sign: string;
  text: string;
}

/**
 * The patch of one file without changes that are only white space: such lines become context (in their new form), and
 * hunks without any other change go. The line numbers of what is left stay true.
 */
export function ignoreWhitespace(patch: string): string {
  const at = firstHunk(patch);
  if (at < 0) return patch;
  const hunks = patch
    .slice(at)
    .split(/(?<=\n)(?=@@ )/)
    .map((hunk) => {
      const end = hunk.indexOf('\n');
      const head = end < 0 ? hunk : hunk.slice(0, end + 1);
      return { head, lines: settled(linesOf(hunk.slice(head.length))) };
    })
    .filter(({ lines }) => lines.some((line) => line.sign !== ' '));
  const body = hunks.map(({ head, lines }) => head + lines.map((line) => `${line.sign}${line.text}\n`).join(''));
  return patch.slice(0, at) + body.join('');
}

function linesOf(body: string): Line[] {
  const lines = body.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => ({ sign: line.slice(0, 1), text: line.slice(1) }));
}

/** Goes through runs of removed and added lines; everything else stays as it is. */
function settled(lines: readonly Line[]): Line[] {
  const out: Line[] = [];
  let index = 0;
  while (index < lines.length) {
    const end = endOfChange(lines, index);
    if (end === index) {
      const line = lines[index];
      if (line) out.push(line);
      index += 1;
    } else {
      out.push(...settledChange(lines.slice(index, end)));
      index = end;
    }
  }
  return out;
}

function endOfChange(lines: readonly Line[], from: number): number {
  let end = from;
  while (end < lines.length && lines[end]?.sign !== ' ') end += 1;
  return end;
}

/** Beyond so many differences two blocks have nothing in common, and comparing them would take too long. */
const MAX_DIFFERENCES = 1000;
const bare = (text: string): string => text.replace(/\s+/g, '');

function settledChange(change: readonly Line[]): Line[] {
  const removed = change.filter((line) => line.sign === '-');
  const added = change.filter((line) => line.sign === '+');
  // A block that reaches a missing last line end says so in a line of its own, which would lose its place.
  const isPlain = removed.length + added.length === change.length;
  if (!isPlain || removed.length === 0 || added.length === 0) return [...change];
  const parts = diffArrays(
    removed.map((line) => bare(line.text)),
    added.map((line) => bare(line.text)),
    { maxEditLength: MAX_DIFFERENCES },
  );
  if (!parts) return [...change];
  const out: Line[] = [];
  let old = 0;
  let fresh = 0;
  for (const part of parts) {
    if (part.removed) {
      out.push(...removed.slice(old, old + part.value.length));
      old += part.value.length;
    } else if (part.added) {
      out.push(...added.slice(fresh, fresh + part.value.length));
      fresh += part.value.length;
    } else {
      for (const line of added.slice(fresh, fresh + part.value.length)) out.push({ sign: ' ', text: line.text });
      old += part.value.length;
      fresh += part.value.length;
    }
  }
  return out;
}
