import { repoLabel } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { webAddress } from '../../shared/web-address.ts';
import { cancelRuns, copyText, openExternal, perform, retryRuns, savePatches } from './actions.ts';
import type { CommandId } from './commands.ts';
import { approve, reviewRuns } from './deciding.ts';
import { canCancel, canPublish, canRetry, canReview, canSavePatch, hasDoubts } from './run-mark.ts';
import { askToPublish, openRun, toggleTicked } from './ui-store.ts';

/** What can be done with one run from its row. */
export interface RunAction {
  can: boolean;
  act: () => void;
}
export type RunCommand = Extract<
  CommandId,
  | 'row-open'
  | 'row-tick'
  | 'approve'
  | 'reject'
  | 'run-publish'
  | 'run-save-patch'
  | 'run-retry'
  | 'run-cancel'
  | 'run-folder'
  | 'run-browser'
  | 'run-copy-name'
>;

/**
 * The commands of one run, for the keys and the menu of its row.
 *
 * @param isDeciding a decision on it is on its way
 */
export function runActions(run: Run, isDeciding: boolean): Record<RunCommand, RunAction> {
  const runIds = [run.id];
  const decides = !isDeciding && canReview(run);
  const address = webAddress(run.repo);
  const open = () => openRun(run.jobId, run.id);
  return {
    'row-open': { can: true, act: open },
    'row-tick': { can: true, act: () => toggleTicked(run.id) },
    // What needs a closer look gets one before it is approved.
    approve: { can: decides, act: () => (hasDoubts(run) ? open() : void approve(run.id)) },
    reject: { can: decides, act: () => void reviewRuns(runIds, 'rejected') },
    'run-publish': { can: canPublish(run), act: () => askToPublish(runIds) },
    'run-save-patch': { can: canSavePatch(run), act: () => void savePatches(runIds) },
    'run-retry': { can: canRetry(run), act: () => void retryRuns(runIds) },
    'run-cancel': { can: canCancel(run), act: () => void cancelRuns(runIds) },
    'run-folder': { can: run.baseCommit !== null, act: () => void perform('runs.openFolder', { runId: run.id }) },
    'run-browser': { can: address !== null, act: () => address && void openExternal(address) },
    'run-copy-name': { can: true, act: () => void copyText(repoLabel(run.repo)) },
  };
}
