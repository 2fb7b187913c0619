import type { Section } from './simplified.ts';
import type { TechnicalRow } from './technical.ts';

/** What a conversation is made of, in either reading. */
export type Entry = Section | TechnicalRow;
export const isRow = (entry: Entry): entry is TechnicalRow => 'item' in entry;
