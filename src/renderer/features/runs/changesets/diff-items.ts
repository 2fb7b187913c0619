import { type CodeViewDiffItem, type FileDiffMetadata, parsePatchFiles } from '@pierre/diffs';
import type { FileChange } from '../../../../shared/changeset.ts';
import type { DiffFile } from './diff-files.ts';
import type { LineNote } from './line-notes.ts';

/** Parses the patch of a file for the viewer. Names come from the changeset: the parser does not know git's quoting. */
function parsed(file: DiffFile, cacheKey: string): FileDiffMetadata {
  const { change } = file;
  const fileDiff = file.patch === null ? undefined : parsePatchFiles(file.patch)[0]?.files[0];
  return {
    ...(fileDiff ?? withoutHunks(change)),
    name: change.path,
    ...(change.oldPath === null ? {} : { prevName: change.oldPath }),
    cacheKey,
  };
}

function withoutHunks(change: FileChange): FileDiffMetadata {
  return {
    name: change.path,
    type:
      change.status === 'renamed'
        ? 'rename-pure'
        : change.status === 'added'
          ? 'new'
          : change.status === 'deleted'
            ? 'deleted'
            : 'change',
    hunks: [],
    splitLineCount: 0,
    unifiedLineCount: 0,
    isPartial: false,
    deletionLines: [],
    additionLines: [],
    deletionCharacterCount: 0,
    additionCharacterCount: 0,
  };
}

// The viewer upgrades a parsed diff in place (more context), so the same file must give the same object.
const parsedFiles = new WeakMap<DiffFile, FileDiffMetadata>();

/** The parsed diff of a file; `cacheKey` names its content. */
export function fileDiffOf(file: DiffFile, cacheKey: string): FileDiffMetadata {
  const known = parsedFiles.get(file);
  if (known) return known;
  const made = parsed(file, cacheKey);
  parsedFiles.set(file, made);
  return made;
}

/** Items for the viewer. The version rises with what it shows, so that unchanged files are not drawn again. */
export function diffItems(
  files: readonly DiffFile[],
  contentKey: string,
  isFolded: (file: DiffFile) => boolean,
  notes: readonly LineNote[],
): CodeViewDiffItem<LineNote>[] {
  return files.map((file) => {
    const folded = isFolded(file) || file.patch === null;
    const own = notes.filter(({ path }) => path === file.change.path);
    return {
      id: file.change.path,
      type: 'diff',
      fileDiff: fileDiffOf(file, `${contentKey}:${file.change.path}:${file.shows}`),
      collapsed: folded,
      annotations: own.map((note) => ({ side: note.side, lineNumber: note.line, metadata: note })),
      version: versionOf(file, `${folded} ${own.map(({ id, text }) => `${id} ${text}`).join('\n')}`),
    };
  });
}

let lastVersion = 0;
const versions = new WeakMap<DiffFile, { shown: string; version: number }>();
function versionOf(file: DiffFile, shown: string): number {
  const known = versions.get(file);
  if (known?.shown === shown) return known.version;
  lastVersion += 1;
  versions.set(file, { shown, version: lastVersion });
  return lastVersion;
}
