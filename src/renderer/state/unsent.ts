import { z } from 'zod';
import { createStore, useStore } from 'zustand';
import { keepWhenStill, readKept } from './kept.ts';

/** What was written and not sent yet, by the place where it was written. */
const Texts = z.record(z.string(), z.string());
type Texts = z.infer<typeof Texts>;
const STORAGE_KEY = 'cody-batch.unsent.1';
/** So many are remembered; the oldest are forgotten first. */
const KEPT = 200;
/** Longer texts, such as whole files, would fill the storage: they stay until the window closes. */
const LONGEST_KEPT = 100_000;

const unsent = createStore<Texts>(() => readKept(STORAGE_KEY, Texts) ?? {});
unsent.subscribe(
  keepWhenStill(STORAGE_KEY, () =>
    Object.fromEntries(Object.entries(unsent.getState()).filter(([, text]) => text.length <= LONGEST_KEPT)),
  ),
);

/** Remembers what was written at a place; null forgets it: it was sent, or thrown away. */
export function setUnsent(place: string, text: string | null): void {
  const { [place]: _before, ...rest } = unsent.getState();
  const all = text === null ? rest : Object.fromEntries([...Object.entries(rest), [place, text] as const].slice(-KEPT));
  unsent.setState(all, true);
}

/**
 * The text of a field that outlives the field: a dialog that is closed, a row that is left, a window that is started again.
 * `initial` stands there until something else is written. The place names the kind of text and what it is about.
 */
export function useUnsent(place: string, initial = ''): [text: string, write: (text: string) => void] {
  const text = useStore(unsent, (state) => state[place] ?? initial);
  return [text, (next) => setUnsent(place, next === initial ? null : next)];
}
