import type { DiffFile } from './diff-files.ts';

/** A line that a diff shows. A line that both sides have counts on the side after the change. */
export interface DiffLine {
  path: string;
  side: 'additions' | 'deletions';
  /** Counted from 1, on its side. */
  line: number;
  text: string;
}

/** All lines of the hunks of some files, in order. */
export const diffLines = (files: readonly DiffFile[]): DiffLine[] => files.flatMap(linesOfFile);

function linesOfFile({ patch, change }: DiffFile): DiffLine[] {
  const lines: DiffLine[] = [];
  if (patch === null) return lines;
  let before = 0;
  let after = 0;
  // How many lines of either side the hunk has left: content may look like a head.
  let left = { before: 0, after: 0 };
  const add = (side: DiffLine['side'], line: number, text: string) =>
    lines.push({ path: change.path, side, line, text: text.slice(1) });
  for (const text of patch.split('\n')) {
    if (left.before <= 0 && left.after <= 0) {
      const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
      if (!head) continue;
      before = Number(head[1]);
      after = Number(head[3]);
      left = { before: Number(head[2] ?? 1), after: Number(head[4] ?? 1) };
    } else if (text.startsWith('-')) {
      add('deletions', before, text);
      before += 1;
      left.before -= 1;
    } else if (!text.startsWith('\\')) {
      add('additions', after, text);
      after += 1;
      left.after -= 1;
      if (text.startsWith('+')) continue;
      before += 1;
      left.before -= 1;
    }
  }
  return lines;
}
