import { z } from 'zod';
import { createStore, useStore } from 'zustand';
import type { RunId } from '../../../../shared/ids.ts';
import { keep, readKept } from '../../../state/kept.ts';

/** By run and path: what the file was after the change when it was ticked. As something else it has to be looked at again. */
const Viewed = z.record(z.string(), z.record(z.string(), z.string()));
type Viewed = z.infer<typeof Viewed>;
const STORAGE_KEY = 'cody-batch.viewed.2';
/** So many runs are remembered; the oldest are forgotten first. */
const KEPT = 300;
const NONE: Viewed[string] = {};

const viewedStore = createStore<Viewed>(() => readKept(STORAGE_KEY, Viewed) ?? {});

/** The contents of files of a run that the person has ticked as viewed, by path. */
export const useViewed = (runId: RunId): Readonly<Record<string, string>> =>
  useStore(viewedStore, (state) => state[runId] ?? NONE);

/** Ticks a file as viewed with this content, or takes the tick back (null). */
export function setViewed(runId: RunId, path: string, content: string | null): void {
  const { [runId]: before = NONE, ...rest } = viewedStore.getState();
  const { [path]: _old, ...others } = before;
  const own = content === null ? others : { ...others, [path]: content };
  viewedStore.setState(Object.fromEntries([...Object.entries(rest), [runId, own] as const].slice(-KEPT)), true);
  keep(STORAGE_KEY, viewedStore.getState());
}
