import { ArrowDown, ArrowUp } from 'lucide-react';
import { FIGURES, nextSort, RUN_COLUMNS, type RunColumn } from '../../state/run-sort.ts';
import { setSort, toggleColumn, uiStore, useUi } from '../../state/ui-store.ts';
import { useRowMenu } from '../../ui/row-menu.tsx';
import styles from './Rows.module.css';

const WORDS: Record<RunColumn, string> = {
  state: 'State',
  repository: 'Repository',
  what: 'What',
  steps: 'Steps',
  tokens: 'Tokens',
  cost: 'Cost',
  time: 'Time',
};

/** The grid takes it for its own by this id, since it does not scroll with the rows. */
export const HEADS_ID = 'run-columns';

/** The heads of a list of runs: a click sorts, the menu puts columns away and brings them back. */
export function ColumnHeads() {
  const sort = useUi((state) => state.runSort);
  const hidden = useUi((state) => state.hiddenColumns);
  const { menu, onContextMenu } = useRowMenu((rowId) =>
    rowId === HEADS_ID
      ? {
          label: 'Columns',
          entries: FIGURES.map((column) => ({
            label: WORDS[column],
            checked: !hidden.includes(column),
            onSelect: () => toggleColumn(column),
          })),
        }
      : null,
  );
  return (
    <>
      {/* biome-ignore lint/a11y/useFocusableInteractive: its heads have the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table> */}
      <div className={styles.labels} role="row" id={HEADS_ID} onContextMenu={onContextMenu}>
        <span role="presentation" />
        {RUN_COLUMNS.map((column) => {
          const isSorted = sort?.by === column;
          const order = !isSorted ? 'none' : sort.descending ? 'descending' : 'ascending';
          const Arrow = order === 'descending' ? ArrowDown : ArrowUp;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
            // biome-ignore lint/a11y/useSemanticElements: as the row
            <span key={column} role="columnheader" aria-sort={order} className={styles[`${column}Head`]}>
              <button
                type="button"
                className={styles.sort}
                onClick={() => setSort(nextSort(uiStore.getState().runSort, column))}
              >
                {WORDS[column]}
                {isSorted && <Arrow size={12} aria-hidden />}
              </button>
            </span>
          );
        })}
      </div>
      {menu}
    </>
  );
}
