import { useEffect } from 'react';
import { createStore, useStore } from 'zustand';

/** What can be searched of a run. */
export type FindPane = 'changes' | 'conversation' | 'checks';

/** Which pane was asked last to find something; `count` rises each time, so that its field takes the focus again. */
interface Asked {
  pane: FindPane | null;
  count: number;
  /** The pane that the person did something in last. */
  used: FindPane | null;
}
const findStore = createStore<Asked>(() => ({ pane: null, count: 0, used: null }));

/** Asks a pane to find something. */
export const askToFind = (pane: FindPane): void => findStore.setState(({ count }) => ({ pane, count: count + 1 }));

/** How often anything was asked, when this pane was asked last; null when it was another one. */
export const useAskedToFind = (pane: FindPane): number | null =>
  useStore(findStore, (asked) => (asked.pane === pane ? asked.count : null));

/** Which of the panes in sight is meant by a key: the one that was used last, else the first. */
export function paneInUse(inSight: readonly [FindPane, ...FindPane[]]): FindPane {
  const { used } = findStore.getState();
  return used !== null && inSight.includes(used) ? used : inSight[0];
}

const USES = ['pointerdown', 'wheel', 'focusin'] as const;

/** Sees that a person uses a pane: points into it, scrolls it, or is there with the focus. */
export function usePaneUse(pane: FindPane, root: HTMLElement | null): void {
  useEffect(() => {
    if (!root) return undefined;
    const onUse = () => findStore.setState({ used: pane });
    for (const use of USES) root.addEventListener(use, onUse, { passive: true, capture: true });
    return () => {
      for (const use of USES) root.removeEventListener(use, onUse, { capture: true });
    };
  }, [pane, root]);
}
