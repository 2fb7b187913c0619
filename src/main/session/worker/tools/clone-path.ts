import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../../../../shared/checkout.ts';
import { failed, ok, type Result } from '../../../../shared/errors.ts';
import { visible } from './visible.ts';

/** A place in the clone that a tool may touch: every symbolic link on the way was resolved and stays inside. */
export interface ClonePlace {
  /** Real path of the clone's root. */
  root: string;
  /** Components below the root; empty for the root itself. */
  segments: readonly string[];
  /** What people and the model call it: relative, with forward slashes; `.` for the root. */
  shown: string;
}

const MAX_PATH = 4096;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(?:[.:].*)?$/i;

/**
 * Finds the place that an input path means, or says why it is none: `..`, absolute paths elsewhere, symbolic links that
 * lead out, `.git` in any spelling, control characters. A place need not exist; what is missing of it is appended as is.
 * Synchronous, as all file work of tools: a session process has nothing else to do meanwhile, and one call of a thread pool
 * takes longer than all of it.
 * @param last what to do with a symbolic link at the very end: `follow` it, or `keep` it to move or delete the link itself
 */
export function locate(
  clonePath: string,
  input: string,
  last: 'follow' | 'keep' = 'follow',
): Result<ClonePlace, string> {
  const root = realPath(clonePath);
  if (root === null) return failed('the clone is gone');
  const asked = inputSegments(input, [clonePath, root, CHECKOUT], process.platform, 'any');
  if (!asked.ok) return asked;
  let segments: string[] = [];
  for (const [index, written] of asked.value.entries()) {
    const isLast = index === asked.value.length - 1;
    const segment = existingName(path.join(root, ...segments), written);
    if (segment === null) {
      const rest = asked.value.slice(index);
      if (rest.some((name) => HIDDEN.test(name))) return failed(HIDDEN_CHARACTERS);
      segments = [...segments, ...rest];
      break;
    }
    if (isGitInternal(segment)) return failed(GIT_INTERNAL);
    const full = path.join(root, ...segments, segment);
    const kind = kindOf(full);
    if (kind === 'link' && !(isLast && last === 'keep')) {
      const target = realPath(full);
      if (target === null) return failed(`${show([...segments, segment])} is a symbolic link that leads nowhere`);
      if (target !== root && !target.startsWith(root + path.sep))
        return failed(`${show([...segments, segment])} is a symbolic link out of the repository`);
      segments = target
        .slice(root.length + 1)
        .split(path.sep)
        .filter(Boolean);
      if (segments.some(isGitInternal)) return failed(GIT_INTERNAL);
    } else {
      segments = [...segments, segment];
    }
    if (kind === 'file' && !isLast) return failed(`${show(segments)} is a file, not a folder`);
  }
  return ok({ root, segments, shown: show(segments) });
}

/**
 * The place under the very name that was written, where `locate` found one there that differs from it only in form: for a move to
 * such a name.
 */
export function asWritten(place: ClonePlace, input: string): Result<ClonePlace, string> {
  const name = inputSegments(input, [place.root, CHECKOUT], process.platform, 'any');
  if (!name.ok) return name;
  const written = name.value.at(-1);
  if (written === undefined || written === place.segments.at(-1)) return ok(place);
  if (HIDDEN.test(written)) return failed('the new name holds control or invisible characters');
  const segments = [...place.segments.slice(0, -1), written];
  return ok({ ...place, segments, shown: show(segments) });
}

/** The full path of a place. Another process may have changed what is there: open it through clone-files.ts. */
export const fullPath = (place: ClonePlace): string => path.join(place.root, ...place.segments);

const show = (segments: readonly string[]): string => (segments.length === 0 ? '.' : segments.map(visible).join('/'));

const HIDDEN = /[\p{Cc}\p{Cf}]/u;
const HIDDEN_CHARACTERS = 'the path holds control or invisible characters, and nothing of this name is there';

/**
 * What stands in the folder under this name, or under one that differs from it only in form: composed or decomposed letters, and
 * invisible characters, which a model reads spelled out and may write so or leave out. Null when there is no such, or several.
 */
function existingName(folder: string, name: string): string | null {
  if (kindOf(path.join(folder, name)) !== 'missing') return name;
  for (const form of [spelled, bare]) {
    const alike = namesIn(folder).filter((entry) => form(entry) === form(name));
    if (alike.length > 0) return alike.length === 1 ? (alike[0] ?? null) : null;
    // Who wrote an invisible character meant it.
    if (HIDDEN.test(name)) return null;
  }
  return null;
}

const spelled = (name: string): string => visible(name).normalize('NFC');
const bare = (name: string): string => name.replace(/[\p{Cc}\p{Cf}]/gu, '').normalize('NFC');

/** In a folder with more entries, a name has to be written as it is. */
const MOST_NAMES = 20_000;

function namesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder);
    return names.length > MOST_NAMES ? [] : names;
  } catch {
    return [];
  }
}

function realPath(full: string): string | null {
  try {
    return realpathSync(full);
  } catch {
    return null;
  }
}

function kindOf(full: string): 'missing' | 'link' | 'folder' | 'file' {
  try {
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    if (stats.isSymbolicLink()) return 'link';
    return stats.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

const GIT_INTERNAL = '.git belongs to git: use run_command for git status, log or diff; the app commits';

/**
 * The components that an input path names, judged by its text alone. Pure.
 * @param roots paths of the clone that an absolute input may begin with
 * @param characters `any`: a file may have such a name, whoever asks looks whether it is there
 */
export function inputSegments(
  input: string,
  roots: readonly string[],
  platform: NodeJS.Platform,
  characters: 'visible' | 'any' = 'visible',
): Result<string[], string> {
  if (input.length > MAX_PATH) return failed('the path is too long');
  if ((characters === 'visible' && HIDDEN.test(input)) || input.includes('\0') || !input.isWellFormed())
    return failed('the path holds control or invisible characters');
  const windows = platform === 'win32';
  const slashed = (text: string): string => (windows ? text.replaceAll('\\', '/') : text);
  let relative = slashed(input);
  if (relative.startsWith('/') || (windows && /^[a-z]:/i.test(relative))) {
    const root = roots.map(slashed).find((each) => relative === each || relative.startsWith(`${each}/`));
    if (root === undefined) return failed('the path is outside the repository: use paths relative to its root');
    relative = relative.slice(root.length);
  }
  const segments = relative.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..'))
    return failed('the path must not contain ..: use paths relative to the root of the repository');
  if (segments.some(isGitInternal)) return failed(GIT_INTERNAL);
  if (windows && segments.some((segment) => WINDOWS_DEVICE.test(segment) || /[. ]$|[:<>"|?*]/.test(segment)))
    return failed('Windows does not allow this name');
  return ok(segments);
}

/** Is this component `.git` to any file system, whatever the case, width, trailing dots, stream or short name? */
export function isGitInternal(segment: string): boolean {
  const folded = segment
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
  return folded.toLowerCase() === '.git' || folded.toUpperCase() === '.GIT' || /^git~\d+$/i.test(folded);
}
