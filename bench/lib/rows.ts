/** One measured figure, as it is printed and written. `runs` is how many measurements it comes from. */
export interface Row {
  name: string;
  unit: string;
  median: number;
  min: number;
  max: number;
  runs: number;
}

/** The middle of some numbers; the mean of the two middle ones when their count is even. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The row of one figure from all its measurements. */
export const rowOf = (name: string, unit: string, values: readonly number[]): Row => ({
  name,
  unit,
  median: rounded(median(values)),
  min: rounded(Math.min(...values)),
  max: rounded(Math.max(...values)),
  runs: values.length,
});

/** Four significant digits: more would be noise. */
const rounded = (value: number): number => (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4)));

/** Rows as an aligned table for a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    row.unit,
    ...[row.median, row.min, row.max].map((value) => value.toLocaleString('en')),
    String(row.runs),
  ]);
  const all = [['name', 'unit', 'median', 'min', 'max', 'runs'], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  const pad = (text: string, column: number): string =>
    column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return all.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
