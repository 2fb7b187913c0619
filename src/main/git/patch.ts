import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ok, type Result } from '../../shared/errors.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import type { Git } from './git.ts';
import { fromDisk } from './git-error.ts';
import { localCommit } from './local-commit.ts';

const FORM = ['-r', '-p', '-M', '--binary', '--full-index', '--no-ext-diff', '--no-textconv', '--no-color'];
/** Unchanged lines around each change, as git has them by default. */
const CONTEXT = 3;
const PREFIXES = ['--src-prefix=a/', '--dst-prefix=b/'];

/**
 * A path as git's own way to name exactly it. A name that is not UTF-8 holds U+FFFD where bytes were lost: there, anything
 * matches.
 */
const pathspec = (path: string): string =>
  path.includes('\uFFFD')
    ? `:(top,glob)${path.replace(/[\\*?[\]]/g, '\\$&').replace(/\uFFFD+/g, '*')}`
    : `:(top,literal)${path}`;

/**
 * Git writes the patch to a file itself: file contents are bytes in any encoding and must not pass through a string. The
 * tree is wrapped in a commit first, because only then does git notice that the end of a file could not be written. Throws file
 * system errors.
 */
export async function writePatch(
  git: Git,
  clone: Clone,
  tree: string,
  paths: string[],
  file: string,
  context = CONTEXT,
  since: string | null = null,
): Promise<Result<null>> {
  const wrapped = await localCommit(clone, tree, 0);
  const only = paths.length > 0 ? ['--', ...paths.map(pathspec)] : [];
  const answer = await git.run({
    args: [
      'diff-tree',
      '--no-commit-id',
      ...FORM,
      `-U${context}`,
      ...PREFIXES,
      `--output=${file}`,
      ...(since === null ? [] : [since]),
      wrapped,
      ...only,
    ],
    env: { GIT_DIR: clone.gitDir },
  });
  return answer.ok ? ok(null) : cloneFailure(answer.error, clone, 'write the patch of');
}

/** A renamed file's patch needs both of its names. */
export async function namesOf(
  git: Git,
  clone: Clone,
  tree: string,
  path: string,
  since: string = clone.baseCommit,
): Promise<string[]> {
  const args = ['diff-tree', '-r', '-M', '--diff-filter=R', '--name-status', '-z', since, tree];
  const answer = await git.run({ args, env: { GIT_DIR: clone.gitDir } });
  const fields = answer.ok ? answer.value.stdout.split('\0') : [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [from, to] = [fields[at + 1], fields[at + 2]];
    if (to === path && from !== undefined) return [from, to];
  }
  return [path];
}

/** At most `maxBytes` of a file, ending with a whole line when cut. */
async function readHead(file: string, maxBytes: number): Promise<{ patch: string; cut: boolean }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.min(size, maxBytes)),
      0,
      Math.min(size, maxBytes),
      0,
    );
    const head = buffer.subarray(0, bytesRead);
    const cut = size > maxBytes;
    return { patch: (cut ? head.subarray(0, head.lastIndexOf(10) + 1) : head).toString('utf8'), cut };
  } finally {
    await handle.close();
  }
}

/** See GitApi.patch. */
export async function patch(
  git: Git,
  clone: Clone,
  tree: string,
  path: string | null,
  maxBytes: number,
  context = CONTEXT,
  since: string | null = null,
) {
  const draft = join(clone.gitDir, `patch-${randomUUID()}`);
  try {
    const paths = path === null ? [] : await namesOf(git, clone, tree, path, since ?? clone.baseCommit);
    const written = await writePatch(git, clone, tree, paths, draft, context, since);
    return written.ok ? ok(await readHead(draft, maxBytes)) : written;
  } catch (error) {
    return { ok: false as const, error: fromDisk(error, 'read the patch of this run') };
  } finally {
    await rm(draft, { force: true });
  }
}

/** See GitApi.savePatch. */
export async function savePatch(git: Git, clone: Clone, tree: string, file: string): Promise<Result<null>> {
  const draft = `${resolve(file)}.${randomUUID()}.draft`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // git keeps the mode of a file that is there: private code is nobody else's.
    await writeFile(draft, '', { mode: 0o600, flag: 'wx' });
    const written = await writePatch(git, clone, tree, [], draft);
    if (!written.ok) return written;
    await rename(draft, file);
    return ok(null);
  } catch (error) {
    return { ok: false, error: fromDisk(error, `save the patch to ${file}`) };
  } finally {
    await rm(draft, { force: true });
  }
}
