import { type DragEvent, useRef } from 'react';
import { RunId } from '../../../shared/ids.ts';
import { perform } from '../../state/actions.ts';
import { useUi } from '../../state/ui-store.ts';
import { useCommand } from '../../ui/use-command.ts';
import { afterMove, dropped, expectedOrder, type Move, movedBy } from './row-order.ts';

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

/** Lets waiting runs be put into another order, by key and by mouse. `waiting` is in the order of starting. */
export function useRowOrder(waiting: readonly RunId[]): (runId: RunId) => RowDrag | undefined {
  const active = useUi((state) => state.activeRunId);
  // Quick presses build on each other, although main has not answered yet.
  const ahead = useRef<RunId[] | null>(null);
  const carryOut = (moveIn: (order: readonly RunId[]) => Move | null): void => {
    const order = expectedOrder(waiting, ahead.current);
    const move = moveIn(order);
    if (!move) return;
    const next = afterMove(order, move);
    ahead.current = next;
    const settle = () => {
      if (ahead.current === next) ahead.current = null;
    };
    void perform('runs.reorder', { ...move }).then((answer) => (answer.ok ? setTimeout(settle, PUSH_MS) : settle()));
  };
  const waits = active !== null && waiting.includes(active);
  useCommand('row-earlier', () => active && carryOut((order) => movedBy(order, active, -1)), waits);
  useCommand('row-later', () => active && carryOut((order) => movedBy(order, active, 1)), waits);
  return (runId) =>
    waiting.includes(runId) && waiting.length > 1
      ? dragOf(runId, (moved, half) => carryOut((order) => dropped(order, moved, runId, half)))
      : undefined;
}

const halfOf = ({ currentTarget, clientY }: DragEvent): 'before' | 'after' => {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 2 ? 'before' : 'after';
};

function dragOf(runId: RunId, onDropped: (moved: RunId, half: 'before' | 'after') => void): RowDrag {
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
