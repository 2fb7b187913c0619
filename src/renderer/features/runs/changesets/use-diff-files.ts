import { useMemo, useRef, useState } from 'react';
import type { Changeset } from '../../../../shared/changeset.ts';
import type { RunId } from '../../../../shared/ids.ts';
import { perform } from '../../../state/actions.ts';
import { type DiffFile, diffFiles, keepSame, type SinglePatch, withSingles } from './diff-files.ts';
import { inTreeOrder } from './file-tree.ts';

/** A changeset, or what is new in it since an earlier tree, as it was read. */
export interface ReadChange {
  runId: RunId;
  changeset: Changeset;
  patch: string;
  cut: boolean;
  shortened: readonly number[];
  since: string | null;
}

const NO_SINGLES: ReadonlyMap<string, SinglePatch> = new Map();

/**
 * The files of a change in the order of the tree. When another change takes its place, files that are the same in both stay
 * the same objects.
 */
export function useDiffFiles({ runId, changeset, patch, cut, shortened, since }: ReadChange, ignoreSpace: boolean) {
  const changeKey = `${since}:${changeset.tree}`;
  // Patches that were asked for alone belong to one change and do not outlive it.
  const [asked, setAsked] = useState({ changeKey, singles: NO_SINGLES });
  const singles = asked.changeKey === changeKey ? asked.singles : NO_SINGLES;
  const last = useRef<readonly DiffFile[]>([]);

  const changes = useMemo(() => inTreeOrder(changeset.files), [changeset]);
  const files = useMemo(() => {
    const made = withSingles(diffFiles(changes, { patch, cut, shortened }, ignoreSpace), singles, ignoreSpace);
    last.current = keepSame(last.current, made);
    return last.current;
  }, [changes, patch, cut, shortened, ignoreSpace, singles]);
  const byPath = useMemo(() => new Map(files.map((file) => [file.change.path, file])), [files]);

  const askAlone = async (path: string, whole = false) => {
    const answer = await perform('runs.patch', { runId, path, whole, ...(since === null ? {} : { since }) });
    if (!answer.ok) return;
    setAsked((before) => ({
      changeKey,
      singles: new Map(before.changeKey === changeKey ? before.singles : NO_SINGLES).set(path, answer.value),
    }));
  };
  return { changes, files, byPath, contentKey: `${changeKey}:${ignoreSpace}`, askAlone };
}
