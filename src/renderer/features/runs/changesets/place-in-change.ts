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
 * A name counts only as a whole: not `b.ts` in `a/b.ts`. Null when it names none. `paths` are those of the change.
 */
export function placeInChange(text: string, paths: readonly string[]): ChangePlace | null {
  let found: (ChangePlace & { at: number }) | null = null;
  for (const path of paths) {
    const name = new RegExp(`(?<![\\w./-])${escaped(unhidden(path))}(?![\\w/-]|\\.\\w)(?:(?:, line |:)(\\d+))?`);
    const match = name.exec(text);
    if (!match || (found && match.index >= found.at)) continue;
    found = { path, line: match[1] === undefined ? null : Number(match[1]), at: match.index };
  }
  return found && { path: found.path, line: found.line };
}
