import { z } from 'zod';
import { createStore, useStore } from 'zustand';
import type { RunId } from '../../../../shared/ids.ts';
import { keep, readKept } from '../../../state/kept.ts';

/** A comment on a line of the diff, kept until it is sent with the others. */
const LineNote = z.object({
  id: z.string(),
  path: z.string(),
  side: z.enum(['deletions', 'additions']),
  line: z.number().int(),
  /** Empty while it is being written. */
  text: z.string(),
});
export type LineNote = z.infer<typeof LineNote>;

const NotesOfRuns = z.record(z.string(), z.array(LineNote));
const STORAGE_KEY = 'cody-batch.notes.1';
const NONE: readonly LineNote[] = [];

const notesStore = createStore<z.infer<typeof NotesOfRuns>>(() => readKept(STORAGE_KEY, NotesOfRuns) ?? {});
notesStore.subscribe((state) => keep(STORAGE_KEY, state));

/** The comments on a run's lines that were not sent yet, in the order of writing. */
export const useLineNotes = (runId: RunId): readonly LineNote[] =>
  useStore(notesStore, (state) => state[runId] ?? NONE);

function change(runId: RunId, next: (notes: LineNote[]) => LineNote[]): void {
  const { [runId]: before = [], ...rest } = notesStore.getState();
  const after = next(before);
  notesStore.setState(after.length > 0 ? { ...rest, [runId]: after } : rest, true);
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
/** Takes away what was sent; what is still being written was not. */
export const clearSent = (runId: RunId): void => change(runId, (notes) => notes.filter(({ text }) => text === ''));

/** One message to the session from comments on lines and words about the whole. Pure. */
export function messageOf(notes: readonly LineNote[], words: string): string {
  const written = notes.filter(({ text }) => text !== '');
  const lines = written.map(
    ({ path, side, line, text }) => `${path}, line ${line}${side === 'deletions' ? ' before the change' : ''}: ${text}`,
  );
  return [...lines, ...(words === '' ? [] : [words])].join('\n\n');
}
