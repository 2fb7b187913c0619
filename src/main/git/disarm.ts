import { lstat, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../shared/errors.ts';
import { removeFolder } from '../lib/remove-folder.ts';
import { originOf, writeTreeGit } from './clone.ts';
import { cloneMissing } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import { isFolder } from './disk.ts';
import { fromDisk } from './git-error.ts';
import { plainConfig } from './git-folder.ts';

/** What of a git directory can name a program, or lead to settings that do. */
const ARMED = ['config.worktree', 'commondir', 'hooks', 'modules', 'worktrees'];

/**
 * Makes a clone fit to be opened with programs of the person's own. An editor, a file manager or a prompt runs git in it,
 * and git runs what the settings in `.git` name: those that a session's commands left behind are set aside, in the clone's
 * own `.git` and in every other one below. See GitApi.disarm.
 */
export async function disarm(clone: Clone): Promise<Result<null>> {
  if (!(await isFolder(clone.treePath))) return cloneMissing(clone.treePath);
  try {
    const own = join(clone.treePath, '.git');
    const config = plainConfig({ bare: false, sha256: clone.baseCommit.length === 64, origin: originOf(clone) });
    if (await isFolder(own)) await setAside(own, config);
    else {
      await removeFolder(own);
      await writeTreeGit(clone);
    }
    await disarmBelow(clone.treePath, own);
    return ok(null);
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'make the clone of this run safe to open') };
  }
}

/** No commit holds a `.git`: each one below the root was put there by a command. */
async function disarmBelow(root: string, own: string): Promise<void> {
  const folders = [root];
  // All of it, however large: a command can make as many folders as it likes in front of the one that matters.
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path: string = join(folder, entry.name);
      if (entry.name.toLowerCase() !== '.git') {
        if (entry.isDirectory()) folders.push(path);
      } else if (path !== own) {
        // A file or a link of this name leads to a git directory elsewhere.
        await (entry.isDirectory() ? setAside(path, PLAIN) : removeFolder(path));
      }
    }
  }
}

const PLAIN = plainConfig({ bare: false, sha256: false });

/** @param config what its settings become */
async function setAside(gitFolder: string, config: string): Promise<void> {
  for (const name of ARMED) await moveAway(join(gitFolder, name));
  const file = join(gitFolder, 'config');
  const found = await lstat(file).catch(() => null);
  if (found?.isFile() && found.size === config.length && (await readFile(file, 'utf8')) === config) return;
  await moveAway(file);
  await writeFile(file, config);
}

async function moveAway(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  const aside = `${path}.set-aside`;
  await removeFolder(aside);
  await rename(path, aside);
}
