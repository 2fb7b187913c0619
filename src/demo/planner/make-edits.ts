import type { Edit } from './skill.ts';

/**
 * Edits that turn some lines of a file into others (null: the line goes). Each old text is made longer until it stands
 * only once in the file, because an edit must be unambiguous.
 */
export function makeEdits(lines: readonly string[], changes: ReadonlyMap<number, string | null>): Edit[] {
  const text = lines.join('\n');
  const isUnique = (part: string) => part !== '' && text.indexOf(part) === text.lastIndexOf(part);
  const ranges: { from: number; to: number }[] = [];
  for (const at of [...changes.keys()].sort((a, b) => a - b)) {
    let from = at;
    let to = at;
    // A line that goes takes its line break along, so it needs a neighbour that stays.
    const needsNeighbour = () => {
      for (let line = from; line <= to; line++) if (changes.get(line) !== null) return false;
      return true;
    };
    while (needsNeighbour() || !isUnique(lines.slice(from, to + 1).join('\n'))) {
      if (from > 0) from -= 1;
      else if (to < lines.length - 1) to += 1;
      else break;
    }
    const last = ranges.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => {
    const before = lines.slice(from, to + 1);
    const after = before.flatMap((line, index) => {
      const changed = changes.get(from + index);
      if (changed === undefined) return [line];
      return changed === null ? [] : [changed];
    });
    return { old_string: before.join('\n'), new_string: after.join('\n') };
  });
}
