import { type MouseEvent, useCallback, useMemo, useRef } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import type { ListLine } from '../../state/selectors.ts';
import { store } from '../../state/store.ts';
import { openRun, setFolded, tickRange, toggleTicked, useUi } from '../../state/ui-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { focusList } from '../../ui/focus-home.ts';
import { useRunMenu } from '../../ui/use-run-menu.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { ColumnHeads, HEADS_ID } from './ColumnHeads.tsx';
import { figureWidths } from './figure-widths.ts';
import { HeadRow } from './HeadRow.tsx';
import styles from './Rows.module.css';
import { ROW_ID, RunRow, rowId } from './RunRow.tsx';
import { withSharedName } from './shared-names.ts';
import type { RowDrag } from './use-row-order.ts';

/** Opens a run as its row was clicked: with Shift the click ticks all up to it, with the platform's key this one. */
function open(runId: RunId, shown: readonly RunId[], event: MouseEvent): void {
  if (event.shiftKey) {
    tickRange(shown, runId);
    return;
  }
  if (event.target instanceof Element && event.target.closest('[data-tick]')) return;
  if (event.metaKey || event.ctrlKey) {
    toggleTicked(runId);
    return;
  }
  const run = store.getState().runs[runId];
  if (!run) return;
  openRun(run.jobId, runId);
  // Keys are for the list and the run from here on, not for the field in which its rows were looked for.
  focusList();
}

const runsIn = (lines: readonly ListLine[]): RunId[] =>
  lines.flatMap((line) => (line.kind === 'run' ? [line.key] : []));

/** Heads and rows as one virtual list. `foldKey` makes the key under which a folded head is remembered. */
export function RunList(props: {
  label: string;
  lines: readonly ListLine[];
  foldKey: (head: string) => string;
  /** The head that the keyboard stands on. */
  activeHead: string | null;
  /** For lists whose waiting rows can be put into another order. */
  dragOf?: (runId: RunId) => RowDrag | undefined;
}) {
  const { lines, foldKey, activeHead } = props;
  const dense = useUi((state) => state.dense);
  const activeRunId = useUi((state) => state.activeRunId);
  const hidden = useUi((state) => state.hiddenColumns);
  const active = activeHead ?? activeRunId;
  const activeIndex = active === null ? -1 : lines.findIndex((line) => line.key === active);
  const shared = useMemo(() => {
    const { runs } = store.getState();
    return withSharedName(lines.flatMap((line) => (line.kind === 'run' ? (runs[line.key] ?? []) : [])));
  }, [lines]);
  const latest = useRef(lines);
  latest.current = lines;
  const onOpen = useCallback((runId: RunId, event: MouseEvent) => open(runId, runsIn(latest.current), event), []);
  const { menu, onContextMenu } = useRunMenu(ROW_ID, true);
  return (
    <div
      className={classNames(styles.list, dense && styles.dense)}
      style={figureWidths(hidden)}
      data-hidden={hidden.join(' ')}
    >
      <ColumnHeads />
      <VirtualList
        label={props.label}
        items={lines}
        itemKey={(line) => line.key}
        activeIndex={activeIndex < 0 ? null : activeIndex}
        activeId={active !== null && activeIndex >= 0 ? rowId(active) : undefined}
        headsId={HEADS_ID}
        multiselectable
        onContextMenu={onContextMenu}
        rowHeight={dense ? 30 : 36}
        renderRow={(line, index) =>
          line.kind === 'run' ? (
            <RunRow
              runId={line.key}
              index={index}
              onOpen={onOpen}
              underHead={activeHead !== null}
              drag={props.dragOf?.(line.key)}
              sharesName={shared.has(line.key)}
            />
          ) : (
            <HeadRow
              line={line}
              id={rowId(line.key)}
              index={index}
              active={line.key === activeHead}
              onFold={(folded) => setFolded(foldKey(line.key), folded)}
            />
          )
        }
      />
      {menu}
    </div>
  );
}
