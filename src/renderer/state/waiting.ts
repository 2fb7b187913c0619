import { createStore, useStore } from 'zustand';
import type { MethodName } from '../../shared/ipc.ts';

/** What is quicker is seen by what it does. */
const UNSEEN_MS = 200;
/** The system asks the person something meanwhile: nobody waits for the app. */
const ASKS_PERSON: ReadonlySet<MethodName> = new Set(['runs.savePatches', 'diagnostics.save']);

const waiting = createStore<{ count: number }>(() => ({ count: 0 }));
const add = (more: number): void => waiting.setState(({ count }) => ({ count: count + more }));

/** Has main not answered something for longer than a moment? */
export const isWaiting = (): boolean => waiting.getState().count > 0;
export const useIsWaiting = (): boolean => useStore(waiting, ({ count }) => count > 0);

/** Counts what was asked of main while it takes longer than a moment. */
export async function whileWaiting<T>(name: MethodName, asked: Promise<T>): Promise<T> {
  if (ASKS_PERSON.has(name)) return asked;
  let counted = 0;
  const timer = setTimeout(() => {
    counted = 1;
    add(1);
  }, UNSEEN_MS);
  try {
    return await asked;
  } finally {
    clearTimeout(timer);
    add(-counted);
  }
}
