import type { RunId } from '../../shared/ids.ts';
import { repoLabel } from '../../shared/repo.ts';
import { isDecidingOn } from '../state/deciding.ts';
import { runActions } from '../state/run-actions.ts';
import { store } from '../state/store.ts';
import { uiStore } from '../state/ui-store.ts';
import { commandEntries, entriesOf } from './command-entries.ts';
import { plural } from './format.ts';
import { useRowMenu } from './row-menu.tsx';

const OF_RUN = [
  'row-open',
  'row-tick',
  null,
  'approve',
  'reject',
  'run-publish',
  'run-save-patch',
  null,
  'run-retry',
  'run-cancel',
  null,
  'run-folder',
  'run-browser',
  'run-copy-name',
] as const;
const OF_TICKED = [
  'rows-approve',
  'rows-publish',
  'rows-comment',
  'rows-save-patches',
  null,
  'rows-retry',
  'rows-cancel',
  null,
  'rows-untick',
] as const;

/**
 * The menu of the rows of a list of runs; on one of several ticked rows that of them all. `idPrefix` is what the DOM ids of its
 * rows begin with, before the id of the run; `ticks`: can its rows be ticked?
 */
export function useRunMenu(idPrefix: string, ticks: boolean) {
  return useRowMenu((rowId) => {
    const run = rowId.startsWith(idPrefix) ? store.getState().runs[rowId.slice(idPrefix.length) as RunId] : undefined;
    if (!run) return null;
    const { ticked } = uiStore.getState();
    if (ticks && ticked.size > 1 && ticked.has(run.id))
      return { label: `Actions for ${plural(ticked.size, 'ticked row')}`, entries: commandEntries(OF_TICKED) };
    const actions = runActions(run, isDecidingOn(run.id));
    const ids = ticks ? OF_RUN : OF_RUN.filter((id) => id !== 'row-tick');
    return { label: `Actions for ${repoLabel(run.repo)}`, entries: entriesOf(ids, (id) => actions[id]) };
  });
}
