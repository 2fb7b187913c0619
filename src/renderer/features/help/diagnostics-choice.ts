import type { DiagnosticsEntry } from '../../../shared/diagnostics.ts';
import type { RunId } from '../../../shared/ids.ts';
import { openRunId, type UiState } from '../../state/ui-store.ts';

/** As many as main takes. */
export const MOST_RUNS = 50;

/** The runs that somebody has in front of them: the one that is open, and the ticked ones. */
export function runsInSight({ ticked, route }: Pick<UiState, 'ticked' | 'route'>): RunId[] {
  const open = openRunId(route);
  return [...new Set([...(open === null ? [] : [open]), ...ticked])].slice(0, MOST_RUNS);
}

/** What of it goes along: which files are ticked, and which one is shown. */
export interface Choice {
  entries: readonly DiagnosticsEntry[];
  ticked: ReadonlySet<string>;
  shown: string | null;
}

const isOfRun = (name: string): boolean => name.startsWith('events/');

/** Events hold parts of the repository: they go along only when somebody says so. */
export const firstChoice = (entries: readonly DiagnosticsEntry[]): Choice => ({
  entries,
  ticked: new Set(entries.map(({ name }) => name).filter((name) => !isOfRun(name))),
  shown: entries[0]?.name ?? null,
});

/** Whoever ticks a file sees what it is. */
export function tick(choice: Choice, name: string, isTicked: boolean): Choice {
  const ticked = new Set([...choice.ticked].filter((other) => other !== name));
  if (isTicked) ticked.add(name);
  return { ...choice, ticked, shown: isTicked ? name : choice.shown };
}

/** The names that are saved, in the order of the list. */
export const tickedNames = ({ entries, ticked }: Choice): string[] =>
  entries.map(({ name }) => name).filter((name) => ticked.has(name));
