import type { Item } from '../../../../shared/thread.ts';
import { type Entry, isRow } from './entry.ts';
import { type Section, sectionText } from './simplified.ts';
import { sectionsOf, type TechnicalRow } from './technical.ts';

// Items never change once they stand in a thread (a finished call is a new object), so their text is made once.
const itemTexts = new WeakMap<Item, string>();

/** Everything that can be read of a technical row, in lower case. */
export function textOfRow(row: TechnicalRow): string {
  const known = itemTexts.get(row.item);
  if (known !== undefined) return known;
  const made = [row.label, row.title, ...sectionsOf(row.item).map((section) => section.text)].join('\n').toLowerCase();
  itemTexts.set(row.item, made);
  return made;
}

/** What stands in the line of a technical row, in lower case. */
export const headOfRow = ({ label, title }: TechnicalRow): string => `${label}\n${title}`.toLowerCase();

/** Everything that can be read of a section, in lower case. */
export const textOfSection = (section: Section): string => sectionText(section).toLowerCase();

export const textOf = (entry: Entry): string => (isRow(entry) ? textOfRow(entry) : textOfSection(entry));

/** The next hit after (or before) an index, around the end; null when there is none. */
export function stepThrough(found: readonly number[], from: number, direction: 1 | -1): number | null {
  if (found.length === 0) return null;
  if (direction === 1) return found.find((index) => index > from) ?? found[0] ?? null;
  return found.findLast((index) => index < from) ?? found.at(-1) ?? null;
}
