import { type DragEvent, useRef } from 'react';
import { RunId } from '../../../shared/ids.ts';
import { perform } from '../../state/actions.ts';
import { say } from '../../state/toasts.ts';
import { uiStore, useUi } from '../../state/ui-store.ts';
import { plural } from '../../ui/format.ts';
import { useCommand } from '../../ui/use-command.ts';
import styles from './Rows.module.css';
import { afterMove, dropped, expectedOrder, type Move, movedBy, movingWith } from './row-order.ts';

/** Not text: a row that is dragged is no list of repositories. */
const DRAG_TYPE = 'application/x-cody-batch-run';
/** By then the new order has been pushed. */
const PUSH_MS = 500;

/** What a row of a waiting run needs to be dragged among the others. */
export interface RowDrag {
  onDragStart: (event: DragEvent) => void;
  onDragOver: (event: DragEvent) => void;
  onDragLeave: (event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
}

/**
 * Lets waiting runs be put into another order, by key and by mouse: the row, or all ticked ones when it is one of them.
 * `waiting` is in the order of starting; ticked rows that are not `shown` stay where they are.
 */
export function useRowOrder(waiting: readonly RunId[], shown: readonly RunId[]): (runId: RunId) => RowDrag | undefined {
  const active = useUi((state) => state.activeRunId);
  // Quick presses build on each other, although main has not answered yet.
  const ahead = useRef<RunId[] | null>(null);
  const expect = (next: RunId[], move: Move): Promise<boolean> => {
    ahead.current = next;
    const settle = () => {
      if (ahead.current === next) ahead.current = null;
    };
    return perform('runs.reorder', move).then((answer) => {
      if (answer.ok) setTimeout(settle, PUSH_MS);
      else settle();
      return answer.ok;
    });
  };
  const carryOut = (moveIn: (order: readonly RunId[]) => Move | null): void => {
    const order = expectedOrder(waiting, ahead.current);
    const move = moveIn(order);
    if (!move) return;
    const goBack = () => void expect([...order], { runIds: [...order], before: null });
    const moved = move.runIds.length === 1 ? 'Moved the run' : `Moved ${plural(move.runIds.length, 'run')}`;
    void expect(afterMove(order, move), move).then((done) => done && say(moved, null, goBack));
  };
  const together = (order: readonly RunId[], runId: RunId) =>
    movingWith(order, runId, new Set(shown.filter((id) => uiStore.getState().ticked.has(id))));
  const waits = active !== null && waiting.includes(active);
  const step = (by: number) => active && carryOut((order) => movedBy(order, together(order, active), by));
  useCommand('row-earlier', () => step(-1), waits);
  useCommand('row-later', () => step(1), waits);
  useCommand('row-to-front', () => step(-Infinity), waits);
  useCommand('row-to-end', () => step(Infinity), waits);
  return (runId) =>
    waiting.includes(runId) && waiting.length > 1
      ? dragOf(
          runId,
          () => together(waiting, runId).length,
          (moved, half) => carryOut((order) => dropped(order, together(order, moved), runId, half)),
        )
      : undefined;
}

const halfOf = ({ currentTarget, clientY }: DragEvent): 'before' | 'after' => {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 2 ? 'before' : 'after';
};

/** Under the pointer: how many rows are on their way. The browser takes its picture at once. */
function showCount(event: DragEvent, count: number): void {
  const label = document.createElement('div');
  label.className = styles.dragged ?? '';
  label.textContent = plural(count, 'run');
  document.body.append(label);
  event.dataTransfer.setDragImage(label, -8, 12);
  setTimeout(() => label.remove());
}

function dragOf(
  runId: RunId,
  countMoving: () => number,
  onDropped: (moved: RunId, half: 'before' | 'after') => void,
): RowDrag {
  const isRow = (event: DragEvent): boolean => event.dataTransfer.types.includes(DRAG_TYPE);
  const mark = (event: DragEvent, half: 'before' | 'after' | null): void => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    if (half) event.currentTarget.dataset.drop = half;
    else delete event.currentTarget.dataset.drop;
  };
  return {
    onDragStart: (event) => {
      event.dataTransfer.setData(DRAG_TYPE, runId);
      event.dataTransfer.effectAllowed = 'move';
      const count = countMoving();
      if (count > 1) showCount(event, count);
    },
    onDragOver: (event) => {
      if (!isRow(event)) return;
      event.preventDefault();
      mark(event, halfOf(event));
    },
    onDragLeave: (event) => mark(event, null),
    onDrop: (event) => {
      if (!isRow(event)) return;
      event.preventDefault();
      mark(event, null);
      const moved = RunId.safeParse(event.dataTransfer.getData(DRAG_TYPE));
      if (moved.success) onDropped(moved.data, halfOf(event));
    },
  };
}
