import type { FileChange } from '../../../../shared/changeset.ts';
import { fileRole } from '../../../../shared/file-role.ts';
import { unhidden } from '../../../../shared/hidden-text.ts';
import { ignoreWhitespace } from './ignore-whitespace.ts';
import { imageType } from './image-type.ts';
import { type FilePatch, firstHunk, headOf, splitPatch } from './split-patch.ts';

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
  /** Even alone it was too long: the rest is not here. */
  cut: boolean;
  /** Long lines are here only around their changes. */
  shortened: boolean;
  /** Names what the file is after the change; null when that is not known, because its patch is not here. */
  content: string | null;
}

/** The patch of one file, as it was asked for alone. */
export interface SinglePatch {
  patch: string;
  cut: boolean;
  /** As `runs.patch` says it. */
  shortened: readonly number[];
}

const IMAGE = /\.(png|jpe?g|gif|webp|avif|ico|bmp|svgz)$/i;
const GENERATED = /\.(min\.(js|css)|snap|map)$/;
const isGenerated = (path: string): boolean => GENERATED.test(path) || fileRole(path).role === 'lock';
const LONG = 1500;
const LONG_CHARACTERS = 150_000;

/** The files of a changeset in its order, each with its part of the patch. `cut`: the patch ends in the middle. */
export function diffFiles(
  changes: readonly FileChange[],
  { patch, cut, shortened }: SinglePatch,
  ignoreSpace: boolean,
): DiffFile[] {
  const parts = splitPatch(patch).map((part, index) => ({ ...part, shortened: shortened.includes(index) }));
  if (cut) parts.pop();
  const byPath = new Map(parts.map((part) => [part.path, part]));
  return changes.map((change) => diffFile(change, byPath.get(change.path), false, ignoreSpace));
}

function diffFile(
  change: FileChange,
  part: (FilePatch & { shortened: boolean }) | undefined,
  cut: boolean,
  ignoreSpace: boolean,
): DiffFile {
  const lines = (change.insertions ?? 0) + (change.deletions ?? 0);
  const content = part ? contentOf(change, part.text) : null;
  const without = (shows: DiffFile['shows']): DiffFile => ({
    change,
    patch: null,
    shows,
    startsFolded: false,
    cut: false,
    shortened: false,
    content,
  });
  if (change.binary || part?.binary) return without(IMAGE.test(change.path) ? 'image' : 'binary');
  if (lines === 0) return without(nothingToRead(change));
  if (!part) return without('missing');
  const text = unhidden(part.text);
  // What is left out of a line may hold more than white space.
  const patch = ignoreSpace && !part.shortened ? ignoreWhitespace(text) : text;
  if (firstHunk(patch) < 0) return without('white space');
  const isLong = lines > LONG || patch.length > LONG_CHARACTERS;
  const startsFolded = !cut && (isLong || isGenerated(change.path));
  return { change, patch, shows: 'diff', startsFolded, cut, shortened: part.shortened, content };
}

/** A patch names the blobs of both sides; without them only the name or the mode has changed. */
function contentOf(change: FileChange, text: string): string {
  const [, blob = ''] = /(?<=\n)index [0-9a-f]+\.\.([0-9a-f]+)/.exec(headOf(text)) ?? [];
  return [blob, change.newMode, change.oldPath].join(' ');
}

/** The same objects for files that are as they were: whoever draws them need not begin anew. */
export function keepSame(before: readonly DiffFile[], after: readonly DiffFile[]): DiffFile[] {
  const known = new Map(before.map((file) => [file.change.path, file]));
  return after.map((file) => {
    const old = known.get(file.change.path);
    return old && isSame(old, file) ? old : file;
  });
}

const isSame = ({ change: a, ...before }: DiffFile, { change: b, ...after }: DiffFile): boolean =>
  equal(a, b) && equal(before, after);
const equal = <T extends object>(a: T, b: T): boolean =>
  Object.keys(b).every((key) => a[key as keyof T] === b[key as keyof T]);

function nothingToRead(change: FileChange): DiffFile['shows'] {
  if (change.status === 'renamed') return 'renamed';
  if (change.status === 'mode' || change.oldMode !== change.newMode)
    return change.status === 'added' || change.status === 'deleted' ? 'empty' : 'mode';
  return 'empty';
}

/** Adds the patches of single files that were asked for because the whole was cut, or long lines of them were. */
export function withSingles(
  files: readonly DiffFile[],
  singles: ReadonlyMap<string, SinglePatch>,
  ignoreSpace: boolean,
): DiffFile[] {
  return files.map((file) => {
    const single = file.shows === 'missing' || file.shortened ? singles.get(file.change.path) : undefined;
    if (!single) return file;
    const [part] = splitPatch(single.cut ? withTrueCounts(single.patch) : single.patch);
    if (!part) return file;
    const shortened = single.shortened.includes(0);
    const shown = diffFile(file.change, { ...part, path: file.change.path, shortened }, single.cut, ignoreSpace);
    // Somebody has asked for it.
    return { ...shown, startsFolded: false };
  });
}

/** A cut patch whose last hunk says how many lines are left of it. */
function withTrueCounts(patch: string): string {
  const at = patch.lastIndexOf('\n@@ ') + 1;
  const end = patch.indexOf('\n', at);
  const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(patch.slice(at, end));
  if (at === 0 || !head) return patch;
  const lines = patch
    .slice(end + 1)
    .split('\n')
    .slice(0, -1);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign) || line.startsWith(' ')).length;
  return `${patch.slice(0, at)}@@ -${head[1]},${count('-')} +${head[2]},${count('+')} @@${head[3]}${patch.slice(end)}`;
}

/** It can be looked at, before and after; a drawing is text and has a diff as well. */
export const isPicture = ({ shows, change }: DiffFile): boolean =>
  imageType(change.path) !== null && (shows === 'image' || /\.svg$/i.test(change.path));

/** Why a file shows no diff, in words. */
export function reasonWithoutDiff(file: DiffFile): string | null {
  const { change } = file;
  switch (file.shows) {
    case 'diff':
      if (file.cut) return 'Only its beginning is shown';
      return file.shortened ? 'Long lines are cut around their changes' : null;
    case 'binary':
      return 'Binary file, not shown';
    case 'image':
      return 'Image';
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
