import { useMemo } from 'react';
import { z } from 'zod';
import type { RunId } from '../../../../shared/ids.ts';
import { readDraft, setDraft, useDraftContent } from '../../../state/drafts.ts';

/** A comment on a line of the diff, kept until it is sent with the others. */
export const LineNote = z.object({
  id: z.string(),
  path: z.string(),
  side: z.enum(['deletions', 'additions']),
  line: z.number().int(),
  /** Empty while it is being written. */
  text: z.string(),
});
export type LineNote = z.infer<typeof LineNote>;

const LineNotes = z.array(LineNote);
const placeOf = (runId: RunId): string => `notes ${runId}`;

/** The comments on a run's lines that were not sent yet, in the order of writing. */
export function useLineNotes(runId: RunId): readonly LineNote[] {
  const words = useDraftContent(placeOf(runId));
  return useMemo(() => LineNotes.safeParse(words).data ?? [], [words]);
}

function change(runId: RunId, next: (notes: LineNote[]) => LineNote[]): void {
  const after = next(readDraft(placeOf(runId), LineNotes) ?? []);
  setDraft(placeOf(runId), runId, after.length > 0 ? after : null);
}

/** Begins a comment on a line; one that is there already is kept. */
export const beginNote = (runId: RunId, place: Pick<LineNote, 'path' | 'side' | 'line'>): void =>
  change(runId, (notes) => {
    const id = `${place.path}:${place.side}:${place.line}`;
    return notes.some((note) => note.id === id) ? notes : [...notes, { ...place, id, text: '' }];
  });
/** Keeps what was written; without a word the comment goes. */
export const keepNote = (runId: RunId, id: string, text: string): void =>
  change(runId, (notes) =>
    text.trim() === ''
      ? notes.filter((note) => note.id !== id)
      : notes.map((note) => (note.id === id ? { ...note, text: text.trim() } : note)),
  );
/** Puts back a comment that was taken away. */
export const putNoteBack = (runId: RunId, note: LineNote): void =>
  change(runId, (notes) => [...notes.filter(({ id }) => id !== note.id), note]);
/** Takes away what was sent; what was written meanwhile was not. */
export const clearSent = (runId: RunId, sent: readonly LineNote[]): void =>
  change(runId, (notes) => notes.filter((note) => !sent.some(({ id, text }) => id === note.id && text === note.text)));

/** One message to the session from comments on lines and words about the whole. Pure. */
export function messageOf(notes: readonly LineNote[], words: string): string {
  const written = notes.filter(({ text }) => text !== '');
  const lines = written.map(
    ({ path, side, line, text }) => `${path}, line ${line}${side === 'deletions' ? ' before the change' : ''}: ${text}`,
  );
  return [...lines, ...(words === '' ? [] : [words])].join('\n\n');
}
