/** The part of a parsed diff that says where its changes are. */
interface HunkLike {
  additionStart: number;
  deletionStart: number;
  hunkContent: readonly (
    | { type: 'context'; lines: number }
    | { type: 'change'; additions: number; deletions: number }
  )[];
}

/** Lines of one side of a file. */
export interface HunkStop {
  side: 'additions' | 'deletions';
  first: number;
  last: number;
}

/** The first change of each hunk: where "next hunk" goes. */
export function hunkStops(hunks: readonly HunkLike[]): HunkStop[] {
  return hunks.flatMap((hunk) => {
    let before = 0;
    for (const part of hunk.hunkContent) {
      if (part.type === 'context') {
        before += part.lines;
        continue;
      }
      const side = part.additions > 0 ? 'additions' : 'deletions';
      const first = (side === 'additions' ? hunk.additionStart : hunk.deletionStart) + before;
      return [{ side, first, last: first + part[side] - 1 } satisfies HunkStop];
    }
    return [];
  });
}

/** The hunk that a line of one side stands in, counted from 0; -1 when it is in none. */
export const hunkOfLine = (hunks: readonly HunkLike[], side: HunkStop['side'], line: number): number =>
  hunks.findIndex((hunk) => {
    const first = side === 'additions' ? hunk.additionStart : hunk.deletionStart;
    const count = hunk.hunkContent.reduce((sum, part) => sum + (part.type === 'context' ? part.lines : part[side]), 0);
    return line >= first && line < first + count;
  });

/** Where a hunk stands in what scrolls, in pixels from its top. */
export interface DrawnHunk extends HunkPlace {
  top: number;
  bottom: number;
}

/**
 * The chosen hunk when something of it can be seen in a part of what scrolls, else the first that can; null when none can.
 * `drawn` is in order.
 */
export function hunkInSight(
  drawn: readonly DrawnHunk[],
  chosen: HunkPlace,
  seen: { top: number; bottom: number },
): HunkPlace | null {
  const visible = drawn.filter(({ top, bottom }) => bottom > seen.top && top < seen.bottom);
  const found = visible.find(({ file, hunk }) => file === chosen.file && hunk === chosen.hunk) ?? visible[0];
  return found ? { file: found.file, hunk: found.hunk } : null;
}

/** A hunk of a file; -1 stands before the first one. */
export interface HunkPlace {
  file: number;
  hunk: number;
}

/** The next or previous hunk across files; null at the end. `counts` are the hunks of each file. */
export function nextHunk(counts: readonly number[], from: HunkPlace, direction: 1 | -1): HunkPlace | null {
  const inside = from.hunk + direction;
  if (inside >= 0 && inside < (counts[from.file] ?? 0)) return { file: from.file, hunk: inside };
  for (let file = from.file + direction; file >= 0 && file < counts.length; file += direction) {
    const count = counts[file] ?? 0;
    if (count > 0) return { file, hunk: direction === 1 ? 0 : count - 1 };
  }
  return null;
}
