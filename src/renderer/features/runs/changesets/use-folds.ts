import { useState } from 'react';
import type { DiffFile } from './diff-files.ts';
import type { ReadChange } from './use-diff-files.ts';
import { setViewed, useViewed } from './viewed-store.ts';

/** Which files of a change are ticked as viewed, and which are folded: by hand, else because they are viewed or long. */
export function useFolds(
  { runId, changeset }: Pick<ReadChange, 'runId' | 'changeset'>,
  files: readonly DiffFile[],
  byPath: ReadonlyMap<string, DiffFile>,
) {
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const ticked = useViewed(runId);
  /** A file whose patch is not here is told by the change that it is a part of. */
  const contentOf = (file: DiffFile) => file.content ?? changeset.tree;
  const viewed = new Set(
    files.flatMap((file) => (ticked[file.change.path] === contentOf(file) ? [file.change.path] : [])),
  );
  const isFolded = (file: DiffFile) =>
    folds.get(file.change.path) ?? (viewed.has(file.change.path) || file.startsFolded);
  const fold = (paths: readonly string[], folded: boolean) =>
    setFolds((before) => new Map([...before, ...paths.map((path) => [path, folded] as const)]));
  const markViewed = (path: string, now: boolean) => {
    const file = byPath.get(path);
    if (!file) return;
    setViewed(runId, path, now ? contentOf(file) : null);
    // A viewed file is folded as long as it is viewed: when it changes it opens by itself.
    if (now) setFolds((before) => new Map([...before].filter(([other]) => other !== path)));
    else fold([path], false);
  };
  return { viewed, isFolded, fold, markViewed };
}
