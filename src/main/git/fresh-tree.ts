import { chmod, lstat, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, type Result } from '../../shared/errors.ts';
import { copyFolder } from '../lib/copy-folder.ts';
import { removeFolder } from '../lib/remove-folder.ts';
import { writeOwnGit } from './clone.ts';
import { cloneFailure, cloneMissing } from './clone-failure.ts';
import type { Clone, TreeEntry } from './contract.ts';
import { isFolder } from './disk.ts';
import type { Git } from './git.ts';
import { fromDisk } from './git-error.ts';
import { localCommit } from './local-commit.ts';
import { writeFiles } from './tree-limits.ts';

const DOING = 'write the files for a check of';

const places = (folder: string) => ({ treePath: join(folder, 'tree'), index: join(folder, 'index') });

/** The app's own directory on the files of a fresh tree, with the index that lies beside them. */
function environmentIn(clone: Clone, folder: string): Record<string, string> {
  const { treePath, index } = places(folder);
  return { GIT_DIR: clone.gitDir, GIT_WORK_TREE: treePath, GIT_INDEX_FILE: index };
}

/** See GitApi.freshTree. */
export async function freshTree(
  git: Git,
  clone: Clone,
  tree: string | null,
  folder: string,
  from: string | null,
): Promise<Result<null>> {
  const { treePath, index } = places(folder);
  try {
    await removeFolder(folder);
    if (from === null) await mkdir(treePath, { recursive: true });
    else await copyFolder(from, folder);
    // As the pull request will have one: checks that look for files which were changed and not committed find none.
    const commit = tree === null ? clone.baseCommit : await localCommit(clone, tree, Date.now());
    const env = environmentIn(clone, folder);
    // The clone itself began with the files of its base.
    const isCounted = tree === null;
    const written = await writeFiles(git, { tree: commit, env, clone, doing: DOING, isCounted });
    if (!written.ok) return written;
    const borrows = [clone.objectsPath, join(clone.gitDir, 'objects')];
    await writeOwnGit(clone, { treePath, index, commit, borrows });
    return ok(null);
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'write the files for a check') };
  }
}

/** See GitApi.moveIgnored. */
export async function moveIgnored(git: Git, clone: Clone, folder: string): Promise<Result<null>> {
  // Another program may have put a link there: what stands where it leads would be replaced.
  if (!(await isFolder(clone.treePath))) return cloneMissing(clone.treePath);
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const ignored = await git.run({ args, env: environmentIn(clone, folder) });
  if (!ignored.ok) return cloneFailure(ignored.error, clone, 'list what a check left in');
  try {
    for (const name of ignored.value.stdout.split('\0').filter((each) => each !== '')) {
      const path = name.replace(/\/$/, '');
      if (!(await hasRealParents(clone.treePath, path))) continue;
      await removeFolder(join(clone.treePath, path));
      await mkdir(dirname(join(clone.treePath, path)), { recursive: true });
      await moved(join(places(folder).treePath, path), join(clone.treePath, path));
    }
    return ok(null);
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'keep what a check installed') };
  }
}

/** A folder that may not be written to keeps its place unless one is root; tools make such. */
async function moved(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
    await chmod(from, 0o755);
    await rename(from, to);
  });
}

/** The check may have put a folder where the repository has a link: through it, a move would lead anywhere. */
async function hasRealParents(root: string, path: string): Promise<boolean> {
  if (!(await isFolder(root))) return false;
  const parts = path.split('/').slice(0, -1);
  for (const [index] of parts.entries()) {
    const parent = await lstat(join(root, ...parts.slice(0, index + 1))).catch(() => null);
    if (parent === null) return true;
    if (!parent.isDirectory()) return false;
  }
  return true;
}

/** See GitApi.treeFiles. */
export async function treeFiles(git: Git, clone: Clone, tree: string): Promise<Result<TreeEntry[]>> {
  const listed = await git.run({ args: ['ls-tree', '-r', '-z', '--full-tree', tree], env: { GIT_DIR: clone.gitDir } });
  if (!listed.ok) return cloneFailure(listed.error, clone, 'list the files of');
  const entries = listed.value.stdout.split('\0').flatMap((line): TreeEntry[] => {
    const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return id === undefined || path === undefined ? [] : [{ path, id }];
  });
  return ok(entries);
}
