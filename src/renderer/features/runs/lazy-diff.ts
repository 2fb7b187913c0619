import { lazy, useEffect } from 'react';

const read = () => import('./changesets/DiffPane.tsx');

// The viewer and its grammars are by far the largest part of the window; nobody waits for them at the start.
export const DiffPane = lazy(() => read().then(({ DiffPane }) => ({ default: DiffPane })));

/** Reads the viewer while the window rests, once a person stands where changes are opened from. */
export function useDiffSoon(isNear: boolean): void {
  useEffect(() => {
    if (!isNear) return undefined;
    // A failure is told when a change is opened.
    const idle = requestIdleCallback(() => void read().catch(() => undefined));
    return () => cancelIdleCallback(idle);
  }, [isNear]);
}
