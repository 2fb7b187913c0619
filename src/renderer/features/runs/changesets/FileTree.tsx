import { Check, FileDiff, FileMinus, FilePlus, FileSymlink, Folder } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { FileChange } from '../../../../shared/changeset.ts';
import { unhidden } from '../../../../shared/hidden-text.ts';
import { classNames } from '../../../ui/class-names.ts';
import styles from './FileTree.module.css';
import { treeOf } from './file-tree.ts';

const ROW = 26;
const STATUS_WORD: Record<FileChange['status'], string> = {
  added: 'added',
  modified: 'changed',
  deleted: 'deleted',
  renamed: 'renamed',
  mode: 'mode changed',
};

/** The state of a file as shape, colour and (for screen readers) word. */
export function FileStatus({ status }: { status: FileChange['status'] }) {
  const props = { size: 14, strokeWidth: 1.75, className: styles[status], 'aria-hidden': true } as const;
  return (
    <>
      {status === 'added' ? (
        <FilePlus {...props} />
      ) : status === 'deleted' ? (
        <FileMinus {...props} />
      ) : status === 'renamed' ? (
        <FileSymlink {...props} />
      ) : (
        <FileDiff {...props} />
      )}
      <span className="visually-hidden">{STATUS_WORD[status]}</span>
    </>
  );
}

/** Plus and minus of a file. */
export const LineCounts = ({ change }: { change: Pick<FileChange, 'insertions' | 'deletions'> }) => (
  <span className={styles.counts}>
    {change.insertions === null ? (
      'binary'
    ) : change.insertions + (change.deletions ?? 0) === 0 ? null : (
      <>
        <span className={styles.plus}>+{change.insertions}</span>{' '}
        <span className={styles.minus}>−{change.deletions}</span>
      </>
    )}
  </span>
);

/** The files of a changeset; a click shows one in the diff. */
export function FileTree(props: {
  changes: readonly FileChange[];
  current: string | null;
  viewed: ReadonlySet<string>;
  onOpen: (path: string) => void;
  /** Somebody asks what can be done with a file. */
  onMenu: (path: string, at: { x: number; y: number }) => void;
}) {
  const { changes, current } = props;
  const list = useRef<VirtuosoHandle>(null);
  const lines = useMemo(() => treeOf(changes), [changes]);
  const at = lines.findIndex((line) => line.key === current);
  useEffect(() => {
    if (at >= 0) list.current?.scrollIntoView({ index: at });
  }, [at]);
  return (
    <nav className={styles.tree} aria-label="Files of the changeset">
      <Virtuoso
        ref={list}
        data={lines}
        fixedItemHeight={ROW}
        computeItemKey={(_index, line) => line.key}
        itemContent={(_index, line) =>
          line.kind === 'folder' ? (
            <div className={styles.line} style={{ paddingInlineStart: 10 + line.depth * 12 }}>
              <Folder size={14} strokeWidth={1.75} className={styles.folderIcon} aria-hidden />
              <bdi className={styles.folder} title={unhidden(line.key)}>
                {unhidden(line.label)}
              </bdi>
            </div>
          ) : (
            <button
              type="button"
              className={classNames(styles.line, styles.file, line.key === current && styles.current)}
              style={{ paddingInlineStart: 10 + line.depth * 12 }}
              aria-current={line.key === current ? 'true' : undefined}
              title={unhidden(line.change.oldPath ? `${line.change.oldPath} → ${line.key}` : line.key)}
              onClick={() => props.onOpen(line.key)}
              onContextMenu={(event) => {
                event.preventDefault();
                props.onMenu(line.key, { x: event.clientX, y: event.clientY });
              }}
            >
              <FileStatus status={line.change.status} />
              <bdi className={classNames(styles.name, props.viewed.has(line.key) && styles.seen)}>
                {unhidden(line.label)}
              </bdi>
              {props.viewed.has(line.key) && <Check size={13} className={styles.tick} aria-label="viewed" />}
              <LineCounts change={line.change} />
            </button>
          )
        }
      />
    </nav>
  );
}
