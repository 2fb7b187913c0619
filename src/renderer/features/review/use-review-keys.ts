import { useState } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { approve, reviewRuns, usePendingDecision } from '../../state/deciding.ts';
import { canReview, hasDoubts } from '../../state/run-mark.ts';
import { store } from '../../state/store.ts';
import { closeRun, navigate, openRun, openRunId, setFolded, uiStore, useUi } from '../../state/ui-store.ts';
import { focusList } from '../../ui/focus-home.ts';
import { useCommand } from '../../ui/use-command.ts';
import { foldKey, type ReviewLine, type ShownGroup } from './review-lines.ts';

/** Opens a run beside the list. */
export function showRun(runId: RunId): void {
  const run = store.getState().runs[runId];
  if (run) openRun(run.jobId, runId);
}

/** Approves a group whose changes are the same; others are looked at one by one, the first that waits at once. */
export function decideOnGroup({ kind }: Pick<ShownGroup, 'kind'>, waiting: readonly RunId[]): void {
  if (kind === 'alike') void reviewRuns(waiting, 'approved');
  else if (waiting[0] !== undefined) showRun(waiting[0]);
}

/** The keys of the groups: move over heads and members, fold, open, decide. Answers with the line that has the keyboard. */
export function useReviewKeys(lines: readonly ReviewLine[]) {
  const activeRunId = useUi((state) => state.activeRunId);
  // A head has no run of its own: while the keyboard stands on one, its key is kept here.
  const [head, setHead] = useState<string | null>(null);
  const wanted = head ?? activeRunId;
  const index = wanted === null ? -1 : lines.findIndex(({ key }) => key === wanted);
  const line = lines[index];

  const goTo = (next: number) => {
    const target = lines[Math.max(0, Math.min(lines.length - 1, next))];
    if (!target) return;
    focusList();
    if (target.kind === 'group') {
      setHead(target.key);
      return;
    }
    setHead(null);
    uiStore.setState({ activeRunId: target.key });
    if (openRunId(uiStore.getState().route) !== null) showRun(target.key);
  };
  const fold = (folded: boolean) => {
    if (!line) return;
    setFolded(foldKey(line.group), folded);
    if (folded) setHead(line.group.key);
  };
  const open = () => {
    const runId = line?.kind === 'run' ? line.key : line?.group.members[0]?.runId;
    if (!runId) return;
    setHead(null);
    if (line?.kind === 'group') setFolded(foldKey(line.group), false);
    showRun(runId);
  };
  const some = lines.length > 0;
  const run = line?.kind === 'run' ? store.getState().runs[line.key] : undefined;
  const waiting = (line?.group.members ?? []).flatMap(({ runId }) => {
    const member = store.getState().runs[runId];
    return member && canReview(member) && member.review.decision === 'none' ? [runId] : [];
  });

  useCommand('row-next', () => goTo(index + 1), some);
  useCommand('row-previous', () => goTo(index < 0 ? lines.length - 1 : index - 1), some);
  useCommand('row-first', () => goTo(0), some);
  useCommand('row-last', () => goTo(lines.length - 1), some);
  useCommand('row-open', open, line !== undefined);
  useCommand('group-fold', () => fold(true), line !== undefined);
  useCommand('group-unfold', () => fold(false), line !== undefined);
  // What needs a closer look gets one before it is approved.
  const approveSeen = () => run && (hasDoubts(run) ? showRun(run.id) : void approve(run.id));
  const pending = usePendingDecision(run?.id ?? null);
  const decides = pending === null && run !== undefined && canReview(run);
  useCommand('approve', approveSeen, decides);
  useCommand('reject', () => run && void reviewRuns([run.id], 'rejected'), decides);
  useCommand(
    'group-approve',
    () => line && decideOnGroup(line.group, waiting),
    line?.group.kind !== 'outliers' && waiting.length > 1,
  );
  useCommand('back', () => {
    const state = uiStore.getState();
    if (openRunId(state.route) !== null) {
      closeRun();
      focusList();
    } else if (state.filter !== '') uiStore.setState({ filter: '' });
    else navigate({ screen: 'jobs' });
  });
  return { activeKey: line?.key ?? null, index: index < 0 ? null : index, choose: setHead };
}
