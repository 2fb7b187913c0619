import { lstat, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileChange } from '../../shared/changeset.ts';
import type { Doubt } from '../../shared/messages/doubts.ts';
import { installInputs } from '../checks/install.ts';
import { isSteering, saysMore } from '../checks/steering-files.ts';
import type { Clone } from '../git/contract.ts';
import type { RunOptions } from './run-options.ts';

const MOST_NAMED = 5;
/** At most so many files are searched. What is missed is missing in a note only: no check relies on it. */
const MOST_ENTRIES = 50_000;
const MOST_BYTES = 1_000_000;

/** Folders of a home that hold settings and programs. */
const TOP = /^(?:\.[^/]+|bin|node_modules|\.(?:config|local)\/[^/]+)$/;

type Deps = Pick<RunOptions, 'runFolder'>;

/** Its timestamp is the moment at which the session got its home and ignored files. */
const handedOver = (runFolder: string): string => path.join(runFolder, 'handed-over');

/** From now on, changes outside of the clone's tracked files are the session's. */
export const markHandedOver = ({ runFolder }: Deps): Promise<void> => writeFile(handedOver(runFolder), '');

export const forgetHandedOver = ({ runFolder }: Deps): Promise<void> => rm(handedOver(runFolder), { force: true });

/**
 * What a session changed outside of its change that affects programs: settings in its home, and installed files. Checks do not see
 * them, but the session's own test runs may depend on them. One doubt, or none.
 */
export async function hiddenChanges(
  clone: Pick<Clone, 'treePath'>,
  changed: readonly Pick<FileChange, 'path'>[],
): Promise<Doubt[]> {
  const runFolder = path.dirname(clone.treePath);
  const mark = await stat(handedOver(runFolder)).catch(() => null);
  if (mark === null) return [];
  const home = path.join(runFolder, 'temp/home');
  const inHome = await changedIn(home, mark.ctimeMs, async (name, isLink) => {
    // A link may lead to anything.
    if (isLink) return isSteering(name) || TOP.test(name);
    if (!isSteering(name)) return false;
    const file = path.join(home, name);
    const size = (await stat(file).catch(() => null))?.size ?? 0;
    // No settings written by hand are this long: they hold more than a name.
    return size > MOST_BYTES || saysMore(name, await readFile(file, 'utf8').catch(() => ''));
  });
  const installed = path.join(runFolder, 'installed/tree');
  // With changed manifests the session legitimately installs other files.
  const reinstalls = installInputs('npm', changed).length > 0;
  const inTree = reinstalls
    ? []
    : await changedIn(path.join(clone.treePath, 'node_modules'), mark.ctimeMs, (name) =>
        differs(path.join(installed, 'node_modules', name), path.join(clone.treePath, 'node_modules', name)),
      );
  const named = [...inHome.map((name) => `~/${name}`), ...inTree.map((name) => `node_modules/${name}`)];
  if (named.length === 0) return [];
  const more = Math.max(0, named.length - MOST_NAMED);
  return [{ code: 'changed_beside', parameters: { paths: named.slice(0, MOST_NAMED), more } }];
}

/** Files below a folder that changed after a moment, filtered. Links are not followed. */
async function changedIn(
  root: string,
  since: number,
  wanted: (name: string, isLink: boolean) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = [];
  // A command may have replaced it by a link.
  if (!(await lstat(root).catch(() => null))?.isDirectory()) return found;
  const folders = [''];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined && seen < MOST_ENTRIES; folder = folders.pop()) {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    seen += entries.length;
    for (const entry of entries) {
      const name = path.posix.join(folder, entry.name);
      // Caches that tools write whenever they run.
      if (entry.isDirectory() && !/^\.(?:cache|vite|vitest|npm|package-lock)/.test(entry.name)) folders.push(name);
      if (!entry.isFile() && !entry.isSymbolicLink()) continue;
      const file = await lstat(path.join(root, name)).catch(() => null);
      // Unlike mtime, ctime cannot be set.
      if (file && file.ctimeMs > since && (await wanted(name, entry.isSymbolicLink()))) found.push(name);
    }
  }
  return found.sort();
}

/** Was a file of an installation replaced? New files do not count. */
async function differs(before: string, now: string): Promise<boolean> {
  const [was, is] = await Promise.all([before, now].map((file) => lstat(file).catch(() => null)));
  if (!was || !is) return false;
  if (is.isSymbolicLink()) return !was.isSymbolicLink() || (await readlink(before)) !== (await readlink(now));
  if (!was.isFile()) return true;
  if (was.size !== is.size) return true;
  if (was.size > MOST_BYTES) return was.mtimeMs !== is.mtimeMs;
  const [old, current] = await Promise.all([before, now].map((file) => readFile(file).catch(() => Buffer.alloc(0))));
  return old !== undefined && current !== undefined && !old.equals(current);
}
