import type { FileChange } from '../../../../shared/changeset.ts';
import { unhidden } from '../../../../shared/hidden-text.ts';

/** A file of a change, and perhaps one of its lines. */
export interface ChangePlace {
  path: string;
  /** Counted from 1 in the file after the change; null when no line is meant. */
  line: number | null;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The first file of a change that a text names, with the line that it gives behind the name (`a.ts, line 3` or `a.ts:3`).
 * A name counts only as a whole: not `b.ts` in `a/b.ts`. A file that was moved has two. Null when it names none.
 */
export function placeInChange(
  text: string,
  changes: readonly Pick<FileChange, 'path' | 'oldPath'>[],
): ChangePlace | null {
  let found: (ChangePlace & { at: number }) | null = null;
  const names = changes.flatMap(({ path, oldPath }) => [
    { name: path, path },
    ...(oldPath ? [{ name: oldPath, path }] : []),
  ]);
  for (const { name, path } of names) {
    const match = new RegExp(`(?<![\\w./-])${escaped(unhidden(name))}(?![\\w/-]|\\.\\w)(?:(?:, line |:)(\\d+))?`).exec(
      text,
    );
    if (!match || (found && match.index >= found.at)) continue;
    found = { path, line: match[1] === undefined ? null : Number(match[1]), at: match.index };
  }
  return found && { path: found.path, line: found.line };
}
