import { lazy, useEffect, useState } from 'react';

const read = () => import('./Screens.tsx');

// Most of the window's code: the first screen is there before it is read.
export const Screen = lazy(() => read().then(({ Screen }) => ({ default: Screen })));
export const Overlays = lazy(() => read().then(({ Overlays }) => ({ default: Overlays })));

/** False until the window has been painted once. */
export function usePainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    const idle = requestIdleCallback(() => setPainted(true), { timeout: 200 });
    return () => cancelIdleCallback(idle);
  }, []);
  return isPainted;
}
