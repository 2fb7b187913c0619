import type { TechnicalRow } from './technical.ts';

/** Which rows are shown. `tool` is a name, or null for all. */
export interface TechnicalFilter {
  tool: string | null;
  errorsOnly: boolean;
}
export const NO_FILTER: TechnicalFilter = { tool: null, errorsOnly: false };

/** The rows that a filter lets through; the same array when it lets all through. */
export function filterRows(all: readonly TechnicalRow[], filter: TechnicalFilter): readonly TechnicalRow[] {
  if (filter.tool === null && !filter.errorsOnly) return all;
  return all.filter((row) => (filter.tool === null || row.tool === filter.tool) && (!filter.errorsOnly || row.isError));
}

/** The tools that were called and how often, most used first. */
export function toolsOf(all: readonly TechnicalRow[]): { tool: string; calls: number }[] {
  const calls = new Map<string, number>();
  for (const { tool } of all) if (tool !== null) calls.set(tool, (calls.get(tool) ?? 0) + 1);
  return [...calls]
    .map(([tool, count]) => ({ tool, calls: count }))
    .sort((a, b) => b.calls - a.calls || a.tool.localeCompare(b.tool));
}
