import type { FileChange } from '../../../../shared/changeset.ts';
import { ignoreWhitespace } from './ignore-whitespace.ts';
import { splitPatch } from './split-patch.ts';

/** A file of the changeset with what can be drawn of it. */
export interface DiffFile {
  change: FileChange;
  /** Header and hunks; null unless `shows` is 'diff'. */
  patch: string | null;
  /**
   * What there is to see: a diff, or a word about why there is none. 'missing' is text whose patch was cut off because the
   * whole was too long; it can be asked for alone.
   */
  shows: 'diff' | 'binary' | 'image' | 'mode' | 'renamed' | 'empty' | 'white space' | 'missing';
  /** Long or made by a machine: folded until somebody asks. */
  startsFolded: boolean;
}

const IMAGE = /\.(png|jpe?g|gif|webp|avif|ico|bmp|svgz)$/i;
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|Cargo\.lock|Gemfile\.lock|poetry\.lock|uv\.lock|composer\.lock|go\.sum)$|\.(min\.(js|css)|snap|map)$/;
const LONG = 1500;

/** The files of a changeset in its order, each with its part of the patch. `cut`: the patch ends in the middle. */
export function diffFiles(
  changes: readonly FileChange[],
  patch: string,
  cut: boolean,
  ignoreSpace: boolean,
): DiffFile[] {
  const parts = splitPatch(patch);
  if (cut) parts.pop();
  const texts = new Map(parts.map((part) => [part.path, part]));
  return changes.map((change): DiffFile => {
    const lines = (change.insertions ?? 0) + (change.deletions ?? 0);
    const startsFolded = lines > LONG || GENERATED.test(change.path);
    const nothing = (shows: DiffFile['shows']): DiffFile => ({ change, patch: null, shows, startsFolded: false });
    const part = texts.get(change.path);
    if (change.binary || part?.binary) return nothing(IMAGE.test(change.path) ? 'image' : 'binary');
    if (lines === 0) return nothing(nothingToRead(change));
    if (!part) return { change, patch: null, shows: 'missing', startsFolded: false };
    if (!ignoreSpace) return { change, patch: part.text, shows: 'diff', startsFolded };
    const left = ignoreWhitespace(part.text);
    return /^@@ /m.test(left) ? { change, patch: left, shows: 'diff', startsFolded } : nothing('white space');
  });
}

function nothingToRead(change: FileChange): DiffFile['shows'] {
  if (change.status === 'renamed') return 'renamed';
  if (change.status === 'mode' || change.oldMode !== change.newMode)
    return change.status === 'added' || change.status === 'deleted' ? 'empty' : 'mode';
  return 'empty';
}

/** Adds the patches of single files that were asked for because the whole was cut. */
export function withSingles(
  files: readonly DiffFile[],
  singles: ReadonlyMap<string, string>,
  ignoreSpace: boolean,
): DiffFile[] {
  return files.map((file) => {
    const single = file.shows === 'missing' ? singles.get(file.change.path) : undefined;
    return single === undefined ? file : (diffFiles([file.change], single, false, ignoreSpace)[0] ?? file);
  });
}

/** Why a file shows no diff, in words. */
export function wordsWithoutDiff(file: DiffFile): string | null {
  const { change } = file;
  switch (file.shows) {
    case 'diff':
      return null;
    case 'binary':
      return 'Binary file, not shown';
    case 'image':
      return 'Image, not shown';
    case 'mode':
      return `Mode changed from ${change.oldMode ?? 'none'} to ${change.newMode ?? 'none'}`;
    case 'renamed':
      return 'Renamed without other changes';
    case 'empty':
      return change.status === 'deleted' ? 'Empty file, deleted' : 'Empty file';
    case 'white space':
      return 'Only white space differs';
    case 'missing':
      return 'Too long to show with the others';
  }
}
