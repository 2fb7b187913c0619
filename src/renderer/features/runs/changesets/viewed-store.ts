import { z } from 'zod';
import { createStore, useStore } from 'zustand';
import type { RunId } from '../../../../shared/ids.ts';

/** Viewed paths by `run:tree`: another tree is another change and has to be looked at again. */
const Viewed = z.record(z.string(), z.array(z.string()));
const STORAGE_KEY = 'cody-batch.viewed.1';
/** So many changesets are remembered; the oldest are forgotten first. */
const KEPT = 300;
const NONE: readonly string[] = [];

function read(): z.infer<typeof Viewed> {
  try {
    const parsed = Viewed.safeParse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
const viewedStore = createStore<z.infer<typeof Viewed>>(read);

const keyOf = (runId: RunId, tree: string): string => `${runId}:${tree}`;

/** The paths of a changeset that the person has ticked as viewed. */
export const useViewed = (runId: RunId, tree: string): readonly string[] =>
  useStore(viewedStore, (state) => state[keyOf(runId, tree)] ?? NONE);

/** Ticks a file as viewed, or takes the tick back. */
export function setViewed(runId: RunId, tree: string, path: string, viewed: boolean): void {
  const key = keyOf(runId, tree);
  const { [key]: before = [], ...rest } = viewedStore.getState();
  const paths = [...before.filter((other) => other !== path), ...(viewed ? [path] : [])];
  const all = [...Object.entries(rest), [key, paths] as const].slice(-KEPT);
  viewedStore.setState(Object.fromEntries(all), true);
  localStorage.setItem(STORAGE_KEY, JSON.stringify(viewedStore.getState()));
}
