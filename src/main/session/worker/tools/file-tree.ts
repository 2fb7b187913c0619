import { visible } from './visible.ts';

/** A folder of a listing: its folders and files by name, and how many files lie below it. */
interface Folder {
  folders: Map<string, Folder>;
  files: string[];
  below: number;
}

/** Entries shown of the folder that was asked for. */
const MAX_TOP = 300;
/** Entries shown below it, in all. */
const MAX_BELOW = 200;
/** A folder below with more entries than this shows only its first ones. */
const WIDE = 30;
/** Of the whole tree: a name can be long, and a chain of folders longer. */
const MAX_CHARACTERS = 24_000;
/** A chain of folders that is longer goes on as a tree. */
const MAX_CHAIN = 200;
const SAMPLE = 5;

/**
 * Draws file paths as a compact tree: one space per level, folders end in `/`, chains of single folders in one line. Near
 * levels are shown first; what does not fit is counted: `name/ (12 files)`, `… 55 more`. Pure.
 */
export function drawTree(paths: readonly string[]): string {
  const root = treeOf(paths);
  const open = expand(root);
  const lines: string[] = [];
  draw(root, 0);
  return cut(lines).join('\n');

  function draw(folder: Folder, depth: number): void {
    const shown = shownEntries(folder, depth);
    const indent = ' '.repeat(depth);
    for (const entry of shown) {
      if (typeof entry === 'string') lines.push(indent + entry);
      else {
        const { name, end } = joinChain(entry.name, entry.folder);
        const isOpen = open.has(end);
        lines.push(`${indent}${name}/${isOpen ? '' : ` (${end.below} ${end.below === 1 ? 'file' : 'files'})`}`);
        if (isOpen) draw(end, depth + 1);
      }
    }
    const left = folder.folders.size + folder.files.length - shown.length;
    if (left > 0) lines.push(`${indent}… ${left} more`);
  }
}

function cut(lines: readonly string[]): readonly string[] {
  let room = MAX_CHARACTERS;
  const fitting = lines.findIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return fitting < 0 ? lines : [...lines.slice(0, fitting), `… ${lines.length - fitting} more lines: list a folder`];
}

function treeOf(paths: readonly string[]): Folder {
  const root = emptyFolder();
  for (const path of paths) {
    const names = path.split('/');
    const file = names.pop() ?? '';
    let folder = root;
    folder.below += 1;
    for (const name of names) {
      let next = folder.folders.get(name);
      if (!next) {
        next = emptyFolder();
        folder.folders.set(name, next);
      }
      next.below += 1;
      folder = next;
    }
    folder.files.push(visible(file));
  }
  return root;
}

const emptyFolder = (): Folder => ({ folders: new Map(), files: [], below: 0 });
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Entry = string | { name: string; folder: Folder };
function shownEntries(folder: Folder, depth: number): Entry[] {
  const all: Entry[] = [
    ...[...folder.folders]
      .sort(([a], [b]) => byName(a, b))
      .map(([name, inner]) => ({ name: visible(name), folder: inner })),
    ...folder.files.sort(byName),
  ];
  if (depth === 0) return all.slice(0, MAX_TOP);
  return all.length > WIDE ? all.slice(0, SAMPLE) : all;
}

function joinChain(name: string, folder: Folder): { name: string; end: Folder } {
  const [only] = folder.folders;
  if (folder.files.length > 0 || folder.folders.size !== 1 || !only || name.length > MAX_CHAIN)
    return { name, end: folder };
  return joinChain(`${name}/${visible(only[0])}`, only[1]);
}

/** The folders whose entries are shown: level by level, as long as they fit. */
function expand(root: Folder): Set<Folder> {
  const open = new Set<Folder>();
  let room = MAX_BELOW;
  let level: { folder: Folder; depth: number }[] = [{ folder: root, depth: 0 }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { folder, depth } of level) {
      for (const entry of shownEntries(folder, depth)) {
        if (typeof entry === 'string') continue;
        const { end } = joinChain(entry.name, entry.folder);
        const size = shownEntries(end, depth + 1).length;
        if (size > room) continue;
        room -= size;
        open.add(end);
        next.push({ folder: end, depth: depth + 1 });
      }
    }
    level = next;
  }
  return open;
}
