import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { failed, ok, type Result } from '../../../../shared/errors.ts';
import { type ClonePlace, locate } from './clone-path.ts';

/** Larger files are left to search_code and run_command. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Like a result; the failure is a sentence for the model, `missing` when nothing is there. */
type Placed<T> = { ok: true; value: T } | { ok: false; error: string; missing?: boolean };

export interface CloneFile {
  place: ClonePlace;
  bytes: Buffer;
  mode: number;
}

/** Reads a regular file of the clone, at most `maxBytes` of it being allowed. The error is a sentence for the model. */
export function readCloneFile(
  clonePath: string,
  input: string,
  maxBytes: number = MAX_FILE_BYTES,
): Result<CloneFile, string> {
  const place = locate(clonePath, input);
  if (!place.ok) return place;
  return readPlace(place.value, maxBytes);
}

/** As `readCloneFile`, for a place that was located already. */
export function readPlace(place: ClonePlace, maxBytes: number = MAX_FILE_BYTES): Placed<CloneFile> {
  const name = place.segments.at(-1);
  if (name === undefined) return failed('the root of the repository is a folder');
  return inFolder(place, false, (folder) => {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    const file = openSync(folder.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (stats.isDirectory()) return failed(`${place.shown} is a folder: use list_files`);
      if (!stats.isFile()) return failed(`${place.shown} is not a regular file`);
      if (stats.size > maxBytes)
        return failed(
          `${place.shown} has ${stats.size} bytes, more than ${maxBytes}: use search_code, or run_command with sed, head or tail`,
        );
      return ok({ place, bytes: readFileSync(file), mode: stats.mode & 0o777 });
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Puts a file in place as a whole: written beside, then renamed, so that nobody ever sees half of it. Parents are made; the
 * mode of a replaced file is kept; another hard link to the old file keeps the old content.
 * @param tempPath folder for the unfinished file, out of the clone
 */
export function writePlace(
  place: ClonePlace,
  bytes: Uint8Array,
  mode: number | null,
  tempPath: string,
): Result<null, string> {
  const name = place.segments.at(-1);
  if (name === undefined) return failed('the root of the repository is a folder');
  return inFolder(place, true, (folder) => {
    const existing = entryAt(folder.at(name));
    if (existing?.isDirectory()) return failed(`${place.shown} is a folder`);
    if (existing && !existing.isFile()) return failed(`${place.shown} is not a regular file`);
    mkdirSync(tempPath, { recursive: true });
    const outside = writeNew(tempPath, bytes, mode);
    try {
      renameSync(outside, folder.at(name));
    } catch (error) {
      unlinkSync(outside);
      if (codeOf(error) !== 'EXDEV') throw error;
      // The temporary folder lies on another disk: only a file on the same one can be renamed into place.
      const inside = writeNew(folder.at(''), bytes, mode);
      renameSync(inside, folder.at(name));
    }
    syncFolder(folder);
    return ok(null);
  });
}

/** Moves a file or folder; parents of the target are made. Refuses to replace anything. */
export function movePlace(from: ClonePlace, to: ClonePlace): Result<null, string> {
  const [fromName, toName] = [from.segments.at(-1), to.segments.at(-1)];
  if (fromName === undefined || toName === undefined) return failed('the root of the repository cannot be moved');
  return inFolder(from, false, (source) => {
    const moved = lstatSync(source.at(fromName));
    return inFolder(to, true, (target) => {
      const existing = entryAt(target.at(toName));
      // On a file system that ignores case, renaming a.txt to A.txt finds the file itself. A hard link has an entry of its own.
      if (existing && (existing.ino !== moved.ino || readdirSync(target.at('.')).includes(toName)))
        return failed(`${to.shown} exists already: delete it first`);
      renameSync(source.at(fromName), target.at(toName));
      syncFolder(target);
      syncFolder(source);
      return ok(null);
    });
  });
}

/** Deletes a file, a symbolic link itself, or an empty folder. */
export function deletePlace(place: ClonePlace): Result<null, string> {
  const name = place.segments.at(-1);
  if (name === undefined) return failed('the root of the repository cannot be deleted');
  return inFolder(place, false, (folder) => {
    const stats = lstatSync(folder.at(name));
    if (stats.isDirectory()) rmdirSync(folder.at(name));
    else unlinkSync(folder.at(name));
    syncFolder(folder);
    return ok(null);
  });
}

interface Folder {
  /** Path of an entry that stays in this very folder, even when the folder is moved or replaced meanwhile. */
  at(name: string): string;
}

/**
 * Opens the folder of a place component by component, following no link, and runs `use` inside it. What a command does to
 * the tree at the same time can make it fail, never lead it out of the clone.
 */
function inFolder<T>(place: ClonePlace, create: boolean, use: (folder: Folder) => Placed<T>): Placed<T> {
  const opened: number[] = [];
  try {
    let folder = HANDLES ? openFolder(place.root, opened) : { at: (name: string) => path.join(place.root, name) };
    for (const segment of place.segments.slice(0, -1)) {
      const next = folder.at(segment);
      if (create) makeFolder(next);
      if (HANDLES) folder = openFolder(next, opened);
      else {
        if (!lstatSync(next).isDirectory()) return failed(`${place.shown} goes through something that is no folder`);
        folder = { at: (name) => path.join(next, name) };
      }
    }
    return use(folder);
  } catch (error) {
    return { ...failed(fileErrorText(error, place.shown)), ...(codeOf(error) === 'ENOENT' ? { missing: true } : {}) };
  } finally {
    for (const handle of opened) closeSync(handle);
  }
}

/** Linux can name an open folder as a path; other systems are checked step by step, which leaves a tiny window. */
const HANDLES = process.platform === 'linux' && existsSync('/proc/self/fd');

function openFolder(folder: string, opened: number[]): Folder {
  const handle = openSync(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  opened.push(handle);
  return { at: (name) => `/proc/self/fd/${handle}/${name}` };
}

/** What the thread says was done is still done after a power cut. Windows does not open folders, and does not need it. */
function syncFolder(folder: Folder): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder.at('.'), O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

let written = 0;
function writeNew(folder: string, bytes: Uint8Array, mode: number | null): string {
  written += 1;
  const file = path.join(folder, `.write-${process.pid}-${written}`);
  const handle = openSync(file, 'wx', mode ?? 0o666);
  try {
    writeFileSync(handle, bytes);
    if (mode !== null) fchmodSync(handle, mode);
    fsyncSync(handle);
  } catch (error) {
    unlinkSync(file);
    throw error;
  } finally {
    closeSync(handle);
  }
  return file;
}

function entryAt(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** The failures of a file system that a model can act on; anything else is a defect. */
function fileErrorText(error: unknown, shown: string): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return `${shown} does not exist`;
    case 'ENOTDIR':
    case 'ELOOP':
      return `${shown} goes through something that is no folder`;
    case 'EISDIR':
      return `${shown} is a folder`;
    case 'ENOTEMPTY':
      return `${shown} is a folder that is not empty: delete its files first, or use run_command`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${shown} may not be changed or read (permission denied)`;
    case 'ENAMETOOLONG':
      return 'the path is too long';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EINVAL':
    case 'EBUSY':
    case 'ENXIO':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
      return `${shown} cannot be used (${codeOf(error)})`;
    default:
      throw error;
  }
}
