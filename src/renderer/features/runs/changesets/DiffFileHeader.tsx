import { ChevronDown, ChevronRight, Copy, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { unhidden } from '../../../../shared/hidden-text.ts';
import type { RunId } from '../../../../shared/ids.ts';
import { copyText, savePatches } from '../../../state/actions.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Checkbox } from '../../../ui/Checkbox.tsx';
import { TruncatedMove, TruncatedText } from '../../../ui/TruncatedText.tsx';
import styles from './DiffPane.module.css';
import { type DiffFile, isPicture, reasonWithoutDiff } from './diff-files.ts';
import { usePendingEdit } from './edit-change.ts';
import { FileSizes } from './FileSizes.tsx';
import { FileStatus, LineCounts } from './FileTree.tsx';
import { OpenInEditor } from './OpenInEditor.tsx';

/** The head of a file in the diff: what happened to it, its name, and whether it was viewed. */
export function DiffFileHeader(props: {
  runId: RunId;
  tree: string;
  file: DiffFile;
  folded: boolean;
  viewed: boolean;
  onFold: (folded: boolean) => void;
  onViewed: (viewed: boolean) => void;
  /** `whole`: with all of its long lines. */
  onAskAlone: (path: string, whole?: boolean) => void;
  onCompare: () => void;
  /** What can be done to the change of this file. */
  menu?: ReactNode;
}) {
  const { file, folded } = props;
  const { change } = file;
  const words = reasonWithoutDiff(file);
  const hasBody = file.shows === 'diff';
  const pending = usePendingEdit(props.runId, change.path);
  const hasLines = (change.insertions ?? 0) + (change.deletions ?? 0) > 0;
  return (
    <div className={styles.fileHead} data-pending={pending !== null || undefined}>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={hasBody ? !folded : undefined}
        aria-label={`${folded ? 'Show' : 'Fold'} ${change.path}`}
        disabled={!hasBody}
        onClick={() => props.onFold(!folded)}
      >
        {folded || !hasBody ? <ChevronRight size={15} aria-hidden /> : <ChevronDown size={15} aria-hidden />}
      </button>
      <FileStatus status={change.status} />
      <span className={styles.fileName}>
        {change.oldPath ? (
          <TruncatedMove from={unhidden(change.oldPath)} to={unhidden(change.path)} />
        ) : (
          <TruncatedText text={unhidden(change.path)} keep="end" mono />
        )}
        <IconButton
          label="Copy path"
          size="small"
          className={styles.copyPath ?? ''}
          icon={<Copy size={13} aria-hidden />}
          onClick={() => void copyText(change.path, 'Copied the path')}
        />
        <OpenInEditor runId={props.runId} file={file} className={styles.copyPath ?? ''} />
      </span>
      {change.oldMode !== change.newMode && change.oldMode && change.newMode && file.shows !== 'mode' && (
        <span className={styles.fileWord}>
          mode {change.oldMode} → {change.newMode}
        </span>
      )}
      {words && (
        <span className={styles.fileWord} title={words}>
          {words}
        </span>
      )}
      {(file.shows === 'binary' || file.shows === 'image') && (
        <FileSizes runId={props.runId} tree={props.tree} change={change} />
      )}
      {file.shortened && (
        <button type="button" className={styles.link} onClick={() => props.onAskAlone(change.path, true)}>
          Show all
        </button>
      )}
      {(file.cut || file.shortened) && (
        <button type="button" className={styles.link} onClick={() => void savePatches([props.runId])}>
          Save the whole patch
        </button>
      )}
      {isPicture(file) && (
        <Button size="small" variant="ghost" onClick={props.onCompare}>
          Compare
        </Button>
      )}
      {file.shows === 'missing' && (
        <button type="button" className={styles.link} onClick={() => props.onAskAlone(change.path)}>
          Show it
        </button>
      )}
      {hasBody && folded && file.startsFolded && !props.viewed && <span className={styles.fileWord}>folded</span>}
      {hasLines && <LineCounts change={change} />}
      <Checkbox checked={props.viewed} onChecked={props.onViewed}>
        Viewed
      </Checkbox>
      {pending === null ? (
        props.menu
      ) : (
        <span className={styles.pending} role="status">
          <LoaderCircle size={14} aria-hidden /> {pending}
        </span>
      )}
    </div>
  );
}
