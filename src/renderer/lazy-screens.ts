import { lazy, useEffect, useState } from 'react';

const read = () => import('./Screens.tsx');

// Most of the window's code: the first screen is there before it is read.
export const Screen = lazy(() => read().then(({ Screen }) => ({ default: Screen })));
export const Overlays = lazy(() => read().then(({ Overlays }) => ({ default: Overlays })));

/** False until the window has been painted and rests: what is read earlier would hold up its first picture. */
export function useIsAtRest(): boolean {
  const [isAtRest, setAtRest] = useState(false);
  useEffect(() => {
    let idle = 0;
    const soon = () => {
      idle = requestIdleCallback(() => setAtRest(true), { timeout: 500 });
    };
    // The second frame begins when the first one has been painted.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(soon);
    });
    return () => {
      cancelAnimationFrame(frame);
      cancelIdleCallback(idle);
    };
  }, []);
  return isAtRest;
}
