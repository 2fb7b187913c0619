/** Anything that stands at a place of the log. */
export interface Placed {
  seq: number;
}

/**
 * The entry that a place falls into: the last one that begins at or before it. Rows are in the order of the log; an empty
 * list gives 0.
 */
export function indexAtSeq(rows: readonly Placed[], seq: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.seq <= seq) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
