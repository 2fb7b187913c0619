import type { CSSProperties } from 'react';
import { FIGURES, type Figure } from '../../state/run-sort.ts';

/** Pixels of each figure's column, where there is room for all, for some, and beside an open run. */
const WIDTHS: Record<Figure, Partial<Record<'wide' | 'medium' | 'narrow', number>>> = {
  steps: { wide: 48 },
  tokens: { wide: 56 },
  cost: { wide: 64, medium: 64, narrow: 56 },
  time: { wide: 44, medium: 40 },
};

/** The tracks that the rows' style sheet puts at the end of its grids, without the columns that were put away. */
export function figureWidths(hidden: readonly Figure[]): CSSProperties {
  const tracks = (room: 'wide' | 'medium' | 'narrow'): string =>
    FIGURES.flatMap((figure) => (hidden.includes(figure) ? [] : (WIDTHS[figure][room] ?? [])))
      .map((pixels) => `${pixels}px`)
      .join(' ');
  // A property without a value would make the whole grid invalid.
  return {
    '--figures-wide': tracks('wide') || ' ',
    '--figures-medium': tracks('medium') || ' ',
    '--figures-narrow': tracks('narrow') || ' ',
  } as CSSProperties;
}
