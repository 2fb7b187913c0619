import type { RunId } from '../../../shared/ids.ts';
import type { Run } from '../../../shared/run.ts';
import { cancelRuns, retryRuns, reviewRuns, savePatches } from '../../state/actions.ts';
import { canCancel, canPublish, canRetry, canReview, canSavePatch } from '../../state/run-mark.ts';
import { store, useClient } from '../../state/store.ts';
import {
  askToPublish,
  closeRun,
  openRun,
  openRunId,
  setTicked,
  toggleTicked,
  uiStore,
  useUi,
} from '../../state/ui-store.ts';
import { useCommand } from '../../ui/use-command.ts';

/** Where a move from `from` by `by` leads in a list of `length`; from nowhere, the first or the last row. */
export function movedIndex(from: number, by: number, length: number): number {
  if (length === 0) return -1;
  if (from < 0) return by > 0 ? 0 : length - 1;
  return Math.max(0, Math.min(length - 1, from + by));
}

/** The keys of a list of runs: move, tick, extend, open, back. While a run is open, moving opens the next one. */
export function useRowKeys(runIds: readonly RunId[], goBack: () => void): void {
  const active = useUi((state) => state.activeRunId);
  const index = active === null ? -1 : runIds.indexOf(active);

  const show = (runId: RunId) => {
    const run = store.getState().runs[runId];
    if (run) openRun(run.jobId, runId);
  };
  const goTo = (next: number) => {
    const runId = runIds[next];
    if (!runId) return;
    uiStore.setState({ activeRunId: runId });
    if (openRunId(uiStore.getState().route) !== null) show(runId);
  };
  const extend = (by: number) => {
    const next = movedIndex(index, by, runIds.length);
    const added = [runIds[index], runIds[next]].filter((id) => id !== undefined);
    setTicked([...uiStore.getState().ticked, ...added]);
    goTo(next);
  };
  const some = runIds.length > 0;

  useCommand('row-next', () => goTo(movedIndex(index, 1, runIds.length)), some);
  useCommand('row-previous', () => goTo(movedIndex(index, -1, runIds.length)), some);
  useCommand('row-first', () => goTo(0), some);
  useCommand('row-last', () => goTo(runIds.length - 1), some);
  useCommand('row-extend-next', () => extend(1), some);
  useCommand('row-extend-previous', () => extend(-1), some);
  useCommand('row-tick', () => active && toggleTicked(active), index >= 0);
  useCommand('row-open', () => active && show(active), index >= 0);
  useActiveRun(active);
  useCommand('rows-tick-all', () => setTicked(runIds), some);
  const ticked = useUi((state) => state.ticked.size > 0);
  useCommand('rows-untick', () => setTicked([]), ticked);
  useCommand('back', () => {
    const state = uiStore.getState();
    if (openRunId(state.route) !== null) closeRun();
    else if (state.ticked.size > 0) setTicked([]);
    else if (state.filter !== '') uiStore.setState({ filter: '' });
    else goBack();
  });
}

/** The keys of one run for the row under the keyboard; an open run answers them itself. */
function useActiveRun(active: RunId | null): void {
  const run = useClient((state) => (active === null ? undefined : state.runs[active]));
  const runIds = run ? [run.id] : [];
  const may = (test: (run: Run) => boolean) => run !== undefined && test(run);
  useCommand('approve', () => void reviewRuns(runIds, 'approved'), may(canReview));
  useCommand('reject', () => void reviewRuns(runIds, 'rejected'), may(canReview));
  useCommand('run-publish', () => askToPublish(runIds), may(canPublish));
  useCommand('run-save-patch', () => void savePatches(runIds), may(canSavePatch));
  useCommand('run-retry', () => void retryRuns(runIds), may(canRetry));
  useCommand('run-cancel', () => void cancelRuns(runIds), may(canCancel));
}
