import { ChevronRight } from 'lucide-react';
import { type MouseEvent, useCallback, useMemo } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import type { ListLine } from '../../state/selectors.ts';
import { store } from '../../state/store.ts';
import { openRun, setFolded, toggleTicked, useUi } from '../../state/ui-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import styles from './Rows.module.css';
import { RunRow, rowId } from './RunRow.tsx';
import { withSharedName } from './shared-names.ts';
import type { RowDrag } from './use-row-order.ts';

/** Opens a run as its row was clicked: with Shift or the platform's key held, the click ticks instead. */
function open(runId: RunId, event?: MouseEvent): void {
  if (event?.target instanceof Element && event.target.closest('[data-tick]')) return;
  if (event && (event.shiftKey || event.metaKey || event.ctrlKey)) {
    toggleTicked(runId);
    return;
  }
  const run = store.getState().runs[runId];
  if (run) openRun(run.jobId, runId);
}

/** Heads and rows as one virtual list. `foldKey` makes the key under which a folded head is remembered. */
export function RunList(props: {
  label: string;
  lines: readonly ListLine[];
  foldKey: (line: Extract<ListLine, { kind: 'head' }>) => string;
  /** For lists whose waiting rows can be put into another order. */
  dragOf?: (runId: RunId) => RowDrag | undefined;
}) {
  const { lines, foldKey } = props;
  const dense = useUi((state) => state.dense);
  const activeRunId = useUi((state) => state.activeRunId);
  const activeIndex = activeRunId === null ? -1 : lines.findIndex((line) => line.key === activeRunId);
  const shared = useMemo(() => {
    const { runs } = store.getState();
    return withSharedName(lines.flatMap((line) => (line.kind === 'run' ? (runs[line.key] ?? []) : [])));
  }, [lines]);
  const onOpen = useCallback((runId: RunId, event: MouseEvent) => open(runId, event), []);
  return (
    <div className={classNames(styles.list, dense && styles.dense)}>
      <div className={styles.labels} aria-hidden>
        <span />
        <span>State</span>
        <span>Repository</span>
        <span>What</span>
        <span>Steps</span>
        <span>Tokens</span>
        <span>Cost</span>
        <span>Time</span>
      </div>
      <VirtualList
        label={props.label}
        items={lines}
        itemKey={(line) => line.key}
        activeIndex={activeIndex < 0 ? null : activeIndex}
        activeId={activeRunId !== null && activeIndex >= 0 ? rowId(activeRunId) : undefined}
        multiselectable
        rowHeight={dense ? 30 : 36}
        renderRow={(line, index) =>
          line.kind === 'run' ? (
            <RunRow
              runId={line.key}
              index={index}
              onOpen={onOpen}
              drag={props.dragOf?.(line.key)}
              sharesName={shared.has(line.key)}
            />
          ) : (
            <HeadRow line={line} index={index} onFold={(folded) => setFolded(foldKey(line), folded)} />
          )
        }
      />
    </div>
  );
}

function HeadRow(props: {
  line: Extract<ListLine, { kind: 'head' }>;
  index: number;
  onFold: (folded: boolean) => void;
}) {
  const { line } = props;
  return (
    <GridRow className={styles.head} index={props.index}>
      <GridCell className={styles.headCell}>
        <button
          type="button"
          className={styles.headButton}
          aria-expanded={!line.folded}
          onClick={() => props.onFold(!line.folded)}
        >
          <ChevronRight size={14} aria-hidden />
          {line.title}
          <span className={styles.headCount}>{line.count}</span>
        </button>
        {line.hint && (
          <span className={styles.headHint}>
            <TruncatedText text={line.hint} />
          </span>
        )}
      </GridCell>
    </GridRow>
  );
}
