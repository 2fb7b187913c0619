import { lstat, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../shared/errors.ts';
import { cloneEnvironment } from './clone.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import type { Git } from './git.ts';

/** Hosts refuse larger files, and reading one keeps git busy for minutes. */
export const LARGEST_FILE = 100 * 1024 ** 2;

const POINTER = 'version https://git-lfs.github.com/spec/v1\n';
/** No pointer is longer, by the specification. */
const LONGEST = 1024;
const AT_ONCE = 64;

/** Files that the repository keeps in Git LFS: their content is elsewhere and is not fetched, so a clone has pointers to it. */
export async function pointersIn(git: Git, clone: Clone): Promise<Result<string[]>> {
  // An index holds its names as they are.
  const index = await readFile(join(clone.gitDir, 'index')).catch(() => null);
  if (index !== null && !/\.gitattributes/i.test(index.toString('latin1'))) return ok([]);
  const args = ['ls-files', '--cached', '-z', '--', ':(attr:filter=lfs)'];
  const listed = await git.run({ args, env: cloneEnvironment(clone) });
  if (!listed.ok) return cloneFailure(listed.error, clone, 'list the files of');
  const paths = listed.value.stdout.split('\0').filter((path) => path !== '');
  const pointers: string[] = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((path) => isPointer(join(clone.treePath, path))));
    pointers.push(...some.filter((_, index) => found[index]));
  }
  return ok(pointers);
}

/** What is not there, or cannot be read, is none. */
async function isPointer(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(() => null);
  if (!entry?.isFile() || entry.size > LONGEST) return false;
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(POINTER.length), 0, POINTER.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === POINTER;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
