import type { FileChange } from '../../../../shared/changeset.ts';

/** One line of the tree. A chain of folders with nothing else in it is one line. */
export type TreeLine =
  | { kind: 'folder'; key: string; label: string; depth: number }
  | { kind: 'file'; key: string; label: string; depth: number; change: FileChange };

interface Folder {
  folders: Map<string, Folder>;
  files: FileChange[];
}
const emptyFolder = (): Folder => ({ folders: new Map(), files: [] });

/** The files of a changeset as a tree, folders first, in the order of names. */
export function treeOf(changes: readonly FileChange[]): TreeLine[] {
  const root = emptyFolder();
  for (const change of changes) {
    let folder = root;
    for (const name of change.path.split('/').slice(0, -1)) {
      const next = folder.folders.get(name) ?? emptyFolder();
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.push(change);
  }
  return linesOf(root, '', 0);
}

function linesOf(folder: Folder, path: string, depth: number): TreeLine[] {
  const lines: TreeLine[] = [];
  for (const [name, child] of [...folder.folders].sort(([a], [b]) => compare(a, b))) {
    const chain = [name];
    let end = child;
    for (let only = onlyFolder(end); only; only = onlyFolder(end)) {
      chain.push(only[0]);
      end = only[1];
    }
    const key = `${path}${chain.join('/')}/`;
    lines.push({ kind: 'folder', key, label: chain.join('/'), depth }, ...linesOf(end, key, depth + 1));
  }
  for (const change of folder.files.toSorted((a, b) => compare(a.path, b.path)))
    lines.push({ kind: 'file', key: change.path, label: change.path.slice(path.length), depth, change });
  return lines;
}

const onlyFolder = (folder: Folder): [string, Folder] | undefined =>
  folder.files.length === 0 && folder.folders.size === 1 ? [...folder.folders][0] : undefined;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The files in the order of the tree: the order of the diff and of "next file". */
export const inTreeOrder = (changes: readonly FileChange[]): FileChange[] =>
  treeOf(changes).flatMap((line) => (line.kind === 'file' ? [line.change] : []));
