import { createStore, useStore } from 'zustand';

/** What main was asked for and has not answered: under a key of the asker, in the asker's word. */
const pending = createStore<{ words: Readonly<Record<string, string>> }>(() => ({ words: {} }));

/** Keeps a word under these keys for as long as the work takes. */
export async function whilePending<T>(keys: readonly string[], word: string, work: Promise<T>): Promise<T> {
  pending.setState(({ words }) => ({ words: { ...words, ...Object.fromEntries(keys.map((key) => [key, word])) } }));
  try {
    return await work;
  } finally {
    pending.setState(({ words }) => ({
      words: Object.fromEntries(Object.entries(words).filter(([key]) => !keys.includes(key))),
    }));
  }
}

/** Is something being waited for under this key just now? */
export const isPending = (key: string): boolean => pending.getState().words[key] !== undefined;

/** The word of what is being waited for, or null. */
export const usePending = (key: string): string | null => useStore(pending, ({ words }) => words[key] ?? null);
