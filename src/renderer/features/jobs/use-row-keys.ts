import { useState } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { RUN_GROUPS } from '../../../shared/run-group.ts';
import { usePendingDecision } from '../../state/deciding.ts';
import { runActions } from '../../state/run-actions.ts';
import type { ListLine } from '../../state/selectors.ts';
import { store, useClient } from '../../state/store.ts';
import {
  closeRun,
  openRun,
  openRunId,
  setFolded,
  setTicked,
  toggleTicked,
  uiStore,
  useUi,
} from '../../state/ui-store.ts';
import { focusList } from '../../ui/focus-home.ts';
import { useCommand } from '../../ui/use-command.ts';

/** Where a move from `from` by `by` leads in a list of `length`; from nowhere, the first or the last row. */
export function movedIndex(from: number, by: number, length: number): number {
  if (length === 0) return -1;
  if (from < 0) return by > 0 ? 0 : length - 1;
  return Math.max(0, Math.min(length - 1, from + by));
}

/** The next line on which the keyboard can stand: a row, or a group that is folded. The present one when there is none. */
export function nextStop(lines: readonly { kind: string; folded?: boolean }[], from: number, by: 1 | -1): number {
  const isStop = (line: (typeof lines)[number] | undefined): boolean =>
    line !== undefined && (line.kind !== 'head' || line.folded === true);
  if (from < 0) return by > 0 ? lines.findIndex(isStop) : lines.findLastIndex(isStop);
  for (let at = from + by; at >= 0 && at < lines.length; at += by) if (isStop(lines[at])) return at;
  return from;
}

/** Unfolds every group, and takes the filter away. */
export function showAll(lines: readonly ListLine[], foldKey: (head: string) => string): void {
  uiStore.setState({ filter: '' });
  for (const group of [...RUN_GROUPS, ...lines.flatMap((line) => (line.kind === 'head' ? [line.key] : []))])
    setFolded(foldKey(group), false);
}

/**
 * The keys of a list of runs: move, tick, extend, fold, open, back. While a run is open, moving opens the next one. Answers
 * with the head of a group that the keyboard stands on, or null.
 */
export function useRowKeys(
  lines: readonly ListLine[],
  foldKey: (head: string) => string,
  goUp: () => void,
): string | null {
  const active = useUi((state) => state.activeRunId);
  // A head has no run of its own: it has the keyboard until a run gets it.
  const [onHead, setOnHead] = useState<{ key: string; instead: RunId | null } | null>(null);
  const head = onHead !== null && onHead.instead === active ? onHead.key : null;
  const key = head ?? active;
  const index = key === null ? -1 : lines.findIndex((line) => line.key === key);
  const line = lines[index];
  const runIds = lines.flatMap((each) => (each.kind === 'run' ? [each.key] : []));

  const show = (runId: RunId) => {
    const run = store.getState().runs[runId];
    if (!run) return;
    openRun(run.jobId, runId);
    focusList();
  };
  const standOnHead = (group: string) => setOnHead({ key: group, instead: active });
  const goTo = (next: number) => {
    const target = lines[next];
    if (!target) return;
    focusList();
    if (target.kind === 'head') {
      standOnHead(target.key);
      return;
    }
    setOnHead(null);
    uiStore.setState({ activeRunId: target.key });
    if (openRunId(uiStore.getState().route) !== null) show(target.key);
  };
  const extend = (by: 1 | -1) => {
    const at = active === null ? -1 : runIds.indexOf(active);
    const next = runIds[movedIndex(at, by, runIds.length)];
    const added = [runIds[at], next].filter((id) => id !== undefined);
    setTicked([...uiStore.getState().ticked, ...added]);
    goTo(lines.findIndex((each) => each.key === next));
  };
  const fold = (folded: boolean) => {
    const group = lines.slice(0, index + 1).findLast((each) => each.kind === 'head');
    if (!group) return;
    setFolded(foldKey(group.key), folded);
    focusList();
    if (folded) standOnHead(group.key);
  };
  const some = runIds.length > 0;
  const onRun = line?.kind === 'run';

  useCommand('row-next', () => goTo(nextStop(lines, index, 1)), lines.length > 0);
  useCommand('row-previous', () => goTo(nextStop(lines, index, -1)), lines.length > 0);
  useCommand('row-first', () => goTo(nextStop(lines, -1, 1)), lines.length > 0);
  useCommand('row-last', () => goTo(nextStop(lines, -1, -1)), lines.length > 0);
  useCommand('row-extend-next', () => extend(1), some);
  useCommand('row-extend-previous', () => extend(-1), some);
  useCommand('row-tick', () => active && toggleTicked(active), onRun);
  useCommand(
    'row-open',
    () => (line?.kind === 'run' ? show(line.key) : fold(line?.folded === false)),
    line !== undefined,
  );
  useCommand('group-fold', () => fold(true), line !== undefined);
  useCommand('group-unfold', () => fold(false), line !== undefined);
  // What a filter or a folded group hides is not decided on by a key.
  useActiveRun(onRun ? active : null);
  useCommand('rows-tick-all', () => setTicked(runIds), some);
  const ticked = useUi((state) => state.ticked.size > 0);
  useCommand('rows-untick', () => setTicked([]), ticked);
  useCommand('back', () => {
    const state = uiStore.getState();
    if (openRunId(state.route) !== null) {
      closeRun();
      focusList();
    } else if (state.ticked.size > 0) setTicked([]);
    else if (state.filter !== '') uiStore.setState({ filter: '' });
    else goUp();
  });
  return head;
}

/** The keys of one run for the row under the keyboard; an open run answers them itself. */
function useActiveRun(active: RunId | null): void {
  const run = useClient((state) => (active === null ? undefined : state.runs[active]));
  const isDeciding = usePendingDecision(active) !== null;
  const actions = run && runActions(run, isDeciding);
  // biome-ignore lint/correctness/useHookAtTopLevel: the list never changes
  for (const id of RUN_KEYS) useCommand(id, () => actions?.[id].act(), actions?.[id].can === true);
}
const RUN_KEYS = [
  'approve',
  'reject',
  'run-publish',
  'run-save-patch',
  'run-retry',
  'run-cancel',
  'run-folder',
  'run-browser',
  'run-copy-name',
] as const;
