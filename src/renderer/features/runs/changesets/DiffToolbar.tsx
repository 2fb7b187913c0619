import { Check, ChevronDown, ChevronUp, Files, FoldVertical, Pilcrow, UnfoldVertical, WrapText } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FileChange } from '../../../../shared/changeset.ts';
import { uiStore, useUi } from '../../../state/ui-store.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { plural } from '../../../ui/format.ts';
import { Menu } from '../../../ui/Menu.tsx';
import { Segmented } from '../../../ui/Tabs.tsx';
import styles from './DiffPane.module.css';
import { LineCounts } from './FileTree.tsx';

/** How the diff is shown, and the way from file to file. */
export function DiffToolbar(props: {
  changes: readonly FileChange[];
  totals: { insertions: number; deletions: number };
  viewed: ReadonlySet<string>;
  /** Shown where there is no room for the tree. */
  withFilesMenu: boolean;
  allFolded: boolean;
  scope?: ReactNode;
  onOpen: (path: string) => void;
  onFoldAll: (folded: boolean) => void;
  onFile: (direction: 1 | -1) => void;
}) {
  const { changes, viewed } = props;
  const layout = useUi((state) => state.diffLayout);
  const ignoreSpace = useUi((state) => state.ignoreWhitespace);
  const wrapLines = useUi((state) => state.wrapLines);
  const seen = changes.filter((change) => viewed.has(change.path)).length;
  return (
    <header className={styles.toolbar}>
      {props.withFilesMenu && changes.length > 1 ? (
        <Menu
          entries={changes.slice(0, 200).map((change) => ({
            label: change.path,
            icon: viewed.has(change.path) ? <Check size={14} aria-label="viewed" /> : null,
            onSelect: () => props.onOpen(change.path),
          }))}
        >
          <button type="button" className={styles.files}>
            <Files size={14} strokeWidth={1.75} aria-hidden />
            {plural(changes.length, 'file')}
            <ChevronDown size={13} aria-hidden />
          </button>
        </Menu>
      ) : (
        <span className={styles.filesCount}>{plural(changes.length, 'file')}</span>
      )}
      <LineCounts change={props.totals} />
      <span className={styles.seen}>{seen > 0 && `${seen} viewed`}</span>
      <span className={styles.space} />
      {props.scope}
      <IconButton
        label="Previous file"
        keys="["
        size="small"
        icon={<ChevronUp size={15} aria-hidden />}
        onClick={() => props.onFile(-1)}
      />
      <IconButton
        label="Next file"
        keys="]"
        size="small"
        icon={<ChevronDown size={15} aria-hidden />}
        onClick={() => props.onFile(1)}
      />
      <IconButton
        label={props.allFolded ? 'Unfold all files' : 'Fold all files'}
        size="small"
        icon={props.allFolded ? <UnfoldVertical size={14} aria-hidden /> : <FoldVertical size={14} aria-hidden />}
        onClick={() => props.onFoldAll(!props.allFolded)}
      />
      <IconButton
        label="Ignore white space"
        keys="W"
        size="small"
        pressed={ignoreSpace}
        icon={<Pilcrow size={14} aria-hidden />}
        onClick={() => uiStore.setState({ ignoreWhitespace: !ignoreSpace })}
      />
      <IconButton
        label="Wrap long lines"
        keys="Shift+W"
        size="small"
        pressed={wrapLines}
        icon={<WrapText size={14} aria-hidden />}
        onClick={() => uiStore.setState({ wrapLines: !wrapLines })}
      />
      <Segmented
        label="Layout of the diff"
        value={layout}
        keys="D"
        onValue={(diffLayout) => uiStore.setState({ diffLayout })}
        options={[
          { value: 'unified', label: 'Unified', hint: 'One column' },
          { value: 'split', label: 'Split', hint: 'Before and after side by side' },
        ]}
      />
    </header>
  );
}
