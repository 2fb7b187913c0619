import { useEffect, useState } from 'react';
import type { FileChange } from '../../../../shared/changeset.ts';
import type { RunId } from '../../../../shared/ids.ts';
import type { MethodValue } from '../../../../shared/ipc.ts';
import { invoke } from '../../../api.ts';
import { formatSize } from '../../../ui/format.ts';
import styles from './DiffPane.module.css';

/** The sizes of a file before and after its change, where lines say nothing. */
export function FileSizes({ runId, tree, change }: { runId: RunId; tree: string; change: FileChange }) {
  const [sizes, setSizes] = useState<MethodValue<'runs.fileSizes'> | null>(null);
  const { path, oldPath } = change;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tree has other sizes
  useEffect(() => {
    let left = false;
    void invoke('runs.fileSizes', { runId, before: oldPath ?? path, after: path }).then((answer) => {
      if (!left && answer.ok) setSizes(answer.value);
    });
    return () => {
      left = true;
    };
  }, [runId, tree, path, oldPath]);
  return sizes && <span className={styles.fileWord}>{sizesText(sizes)}</span>;
}

/** `640 B → 14 KB`, or the one side that there is. */
export function sizesText({ before, after }: MethodValue<'runs.fileSizes'>): string {
  const sides = [before, after].flatMap((bytes) => (bytes === null ? [] : [sizeText(bytes)]));
  return sides.join(' → ');
}

const sizeText = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : formatSize(bytes / 1000));
