import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { type Move, placeBefore } from '../../../../shared/moves.ts';
import { trackedFiles } from './git-index.ts';

/** Larger ones are no lists of names. */
const MOST_BYTES = 256 * 1024;
/** Each `**` is tried at every folder of a name for each place of the one before: nobody writes more into one rule. */
const MOST_STARS = 6;
/** Of comparing names in one look: a rule can be made to take long, and a session does nothing else meanwhile. */
const LONGEST_MS = 5_000;

/** The rules of a clone's .gitignore files, as they are now: of one look at many paths. */
export interface IgnoreRules {
  /** Would git leave this file alone, if it did not track it already? Forward slashes, relative to the root. */
  ignores(file: string): boolean;
}

export function ignoreRules(clonePath: string): IgnoreRules {
  const rules = new Map<string, Ignore | null>();
  const folders = new Map<string, boolean>();
  const rulesOf = (folder: string): Ignore | null => {
    const known = rules.get(folder);
    if (known !== undefined) return known;
    const text = readIgnoreFile(path.join(clonePath, folder, '.gitignore'));
    // git tells capital letters apart, unless its settings say otherwise.
    const read = text === null ? null : ignore({ ignorecase: false, allowRelativePaths: true }).add(text);
    rules.set(folder, read);
    return read;
  };
  /** By the nearest file that says something; a folder's name ends in a slash. */
  const decided = (name: string): boolean => {
    for (let folder = path.posix.dirname(name.replace(/\/$/, '')); ; folder = path.posix.dirname(folder)) {
      const below = folder === '.' ? name : name.slice(folder.length + 1);
      const said = rulesOf(folder)?.test(below);
      if (said?.ignored) return true;
      if (said?.unignored) return false;
      if (folder === '.') return false;
    }
  };
  const folderIgnored = (folder: string): boolean => {
    if (folder === '.') return false;
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const ignored = folderIgnored(path.posix.dirname(folder)) || decided(`${folder}/`);
    folders.set(folder, ignored);
    return ignored;
  };
  let spentMs = 0;
  return {
    ignores(file) {
      if (spentMs > LONGEST_MS) return false;
      const since = performance.now();
      const ignored = folderIgnored(path.posix.dirname(file)) || decided(file);
      spentMs += performance.now() - since;
      return ignored;
    },
  };
}

function readIgnoreFile(file: string): string | null {
  try {
    const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(handle);
      if (!stats.isFile() || stats.size > MOST_BYTES) return null;
      const lines = readFileSync(handle, 'utf8').split('\n');
      return lines.filter((line) => line.split('*').length - 1 <= MOST_STARS).join('\n');
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
}

/** Null where there is none: a folder of the index may be gone, or be a file by now. */
function ruleStats(file: string): Stats | null {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

let lastRead: { key: string; tracked: ReadonlySet<string>; files: readonly string[] } | null = null;

const placesOfRules = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** Where a .gitignore says something of these files, whether there is one or not. */
function rulePlaces(tracked: ReadonlySet<string>): readonly string[] {
  const known = placesOfRules.get(tracked);
  if (known) return known;
  const places = new Set(['.gitignore']);
  for (const file of tracked)
    for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
      const place = `${folder}/.gitignore`;
      if (places.has(place)) break;
      places.add(place);
    }
  placesOfRules.set(tracked, [...places]);
  return [...places];
}

/**
 * Files that git tracks although its rules ignore them, in order: a search that follows the rules misses them. Looked up again
 * when the index or a .gitignore beside or above one of them has changed.
 */
export function trackedButIgnored(clonePath: string): readonly string[] {
  const tracked = trackedFiles(clonePath).files;
  if (tracked.size === 0) return [];
  const stamps = rulePlaces(tracked).flatMap((file) => {
    const stats = ruleStats(`${clonePath}/${file}`);
    return stats ? [`${file} ${stats.ino} ${stats.mtimeMs} ${stats.size}`] : [];
  });
  const key = [clonePath, tracked.size, ...stamps].join('\n');
  if (lastRead?.key === key && lastRead.tracked === tracked) return lastRead.files;
  const { ignores } = ignoreRules(clonePath);
  lastRead = { key, tracked, files: [...tracked].filter(ignores).sort() };
  return lastRead.files;
}

/** Of one clone; a session that goes on in another process begins anew, and only its remarks suffer. */
let moves: { clonePath: string; list: readonly Move[] } | null = null;

/** move_file has moved a file or folder: what git tracked stays tracked. */
export function rememberMove(clonePath: string, from: string, to: string): void {
  moves = { clonePath, list: [...(moves?.clonePath === clonePath ? moves.list : []), { from, to }] };
}

/** Said when a file that a tool has written will be no part of the change, as a rest of its answer; nothing where it will be. */
export function notPartOfChange(clonePath: string, file: string): string {
  const { files, submodules } = trackedFiles(clonePath);
  const folders = foldersOf(file);
  const submodule = folders.find((folder) => submodules.has(folder));
  if (submodule !== undefined) return `; ${submodule} is a submodule: this will not be part of the change`;
  const nested = folders.find((folder) => existsSync(path.join(clonePath, folder, '.git')));
  if (nested !== undefined) return `; ${nested} is a repository of its own: this will not be part of the change`;
  const before = moves?.clonePath === clonePath ? placeBefore(moves.list, file) : file;
  if (files.has(file) || files.has(before) || [...files].some((each) => each.startsWith(`${before}/`))) return '';
  return ignoreRules(clonePath).ignores(file) ? '; .gitignore ignores it: it will not be part of the change' : '';
}

const foldersOf = (file: string): string[] => {
  const names = file.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
};
