import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import { createLocks } from '../lib/locks.ts';
import { removeFolder } from '../lib/remove-folder.ts';
import { cloneFailure, cloneMissing } from './clone-failure.ts';
import type { Clone, GitApi, GitSource } from './contract.ts';
import { copyIndex, isFolder, writeWhole } from './disk.ts';
import type { Git } from './git.ts';
import { fromDisk } from './git-error.ts';
import { type Origin, writeGitFolder } from './git-folder.ts';
import type { MirrorState, Mirrors } from './mirror.ts';
import { writeFiles } from './tree-limits.ts';

/** What `openClone` needs to know again after a restart. Written last: its presence says that the clone is whole. */
const CloneRecord = z.object({
  version: z.literal(1),
  objectsPath: z.string(),
  baseCommit: z.string().regex(/^[0-9a-f]{40,64}$/),
  baseBranch: z.string(),
  /** Clones that were made before there was one have none. */
  origin: z.string().nullable().default(null),
  history: z.string().nullable().default(null),
  files: z.number(),
});
type CloneRecord = z.infer<typeof CloneRecord>;

/** Says that a clone's files are evicted, and as which tree they come back. */
const Evicted = z.object({
  tree: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
});

const places = (runFolder: string) => ({
  treePath: join(runFolder, 'tree'),
  gitDir: join(runFolder, 'git'),
  record: join(runFolder, 'git', 'clone.json'),
  evicted: join(runFolder, 'git', 'folded.json'),
});

/** The variables that make git work with the app's own directory and leave the tree's `.git` alone. */
export const cloneEnvironment = (clone: { gitDir: string; treePath: string }): Record<string, string> => ({
  GIT_DIR: clone.gitDir,
  GIT_WORK_TREE: clone.treePath,
});

/** An index names the number of its entries in its first twelve bytes. */
async function countFiles(index: string): Promise<number> {
  const file = await open(index);
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0);
    return buffer.readUInt32BE(8);
  } finally {
    await file.close();
  }
}

/** Empties the tree and writes the base commit's files, and the `.git` that is the session's own. */
async function checkOut(git: Git, clone: Omit<Clone, 'files'>, signal?: AbortSignal): Promise<Result<number>> {
  const { treePath, gitDir, baseCommit } = clone;
  const index = join(gitDir, 'index');
  await removeFolder(treePath);
  await rm(index, { force: true });
  await rm(`${index}.lock`, { force: true });
  await mkdir(dirname(treePath), { recursive: true, mode: 0o700 });
  await mkdir(treePath, { recursive: true });
  const checkout = { tree: baseCommit, env: cloneEnvironment(clone), clone, doing: 'write the files of', signal };
  const written = await writeFiles(git, checkout);
  if (!written.ok) return written;
  await writeTreeGit(clone);
  return ok(await countFiles(index));
}

/** Writes the `.git` of the tree, which is the session's own. */
export async function writeTreeGit(clone: Omit<Clone, 'files'>): Promise<void> {
  const { treePath, gitDir, baseCommit, objectsPath } = clone;
  await writeOwnGit(clone, { treePath, index: join(gitDir, 'index'), commit: baseCommit, borrows: [objectsPath] });
}

/** A working tree of a clone, and what its own `.git` says of it. */
interface OwnGit {
  treePath: string;
  index: string;
  /** The commit that is checked out. */
  commit: string;
  borrows: string[];
}

/** Writes the `.git` of a working tree: one commit on the base branch, and where it came from. */
export async function writeOwnGit(
  clone: Omit<Clone, 'files'>,
  { treePath, index, commit, borrows }: OwnGit,
): Promise<void> {
  const { gitDir, baseCommit, baseBranch, history } = clone;
  const shallow = await readFile(join(history ?? gitDir, 'shallow'), 'utf8').catch(() => null);
  const branches = { [`refs/heads/${baseBranch}`]: commit, [`refs/remotes/origin/${baseBranch}`]: baseCommit };
  const refs = { ...branches, ...(history === null ? {} : await tagsOf(history)) };
  const head = `ref: refs/heads/${baseBranch}`;
  const own = join(treePath, '.git');
  const sha256 = baseCommit.length === 64;
  const all = history === null ? borrows : [...borrows, join(history, 'objects')];
  await writeGitFolder(own, { head, bare: false, borrows: all, shallow, refs, sha256, origin: originOf(clone) });
  await copyIndex(index, join(own, 'index'));
}

/** The tags of a repository whose refs are all packed. */
async function tagsOf(history: string): Promise<Record<string, string>> {
  const packed = await readFile(join(history, 'packed-refs'), 'utf8').catch(() => '');
  const tags = [...packed.matchAll(/^([0-9a-f]{40,64}) (refs\/tags\/\S+)$/gm)];
  return Object.fromEntries(tags.map(([, id = '', name = '']) => [name, id]));
}

/** What a clone's own settings say of where it came from. */
export const originOf = ({ origin, baseBranch }: Pick<Clone, 'origin' | 'baseBranch'>): Origin | null =>
  origin === null ? null : { url: origin, branch: baseBranch };

type CloneVerbs = Pick<
  GitApi,
  'prepareClone' | 'openClone' | 'openChange' | 'evictClone' | 'borrowedBy' | 'removeClone'
>;

/** The working copies of runs. `restoreTree` as in GitApi; `originFor` says where a clone of a source came from. */
export function createClones(
  git: Git,
  mirrors: Mirrors,
  restoreTree: GitApi['restoreTree'],
  originFor: (source: GitSource) => Promise<string | null>,
): CloneVerbs {
  const withLock = createLocks();
  const read = async (runFolder: string): Promise<(Omit<Clone, 'files'> & { files: number }) | null> => {
    const { treePath, gitDir, record } = places(runFolder);
    const text = await readFile(record, 'utf8').catch(() => null);
    const parsed = text === null ? null : CloneRecord.safeParse(parseJson(text));
    if (!parsed?.success) return null;
    const { version: _version, ...kept } = parsed.data;
    return { treePath, gitDir, ...kept };
  };
  // What else is gone is named by the first git that reads it: one that looks beforehand would double what each view of a change costs.
  const openChange = async (runFolder: string): Promise<Result<Clone>> => {
    const clone = await read(runFolder);
    return clone && (await isFolder(clone.objectsPath)) ? ok(clone) : cloneMissing(places(runFolder).treePath);
  };
  /** Work that begins in a clone must not end for want of its base: whoever hears that it is gone makes it anew. */
  const openWhole = async (runFolder: string): Promise<Result<Clone>> => {
    const clone = await openChange(runFolder);
    if (!clone.ok) return clone;
    const { gitDir, treePath, baseCommit } = clone.value;
    const found = await git.run({ args: ['cat-file', '-t', `${baseCommit}^{tree}`], env: { GIT_DIR: gitDir } });
    if (found.ok) return clone;
    return found.error.kind === 'missing' ? cloneFailure(found.error, { treePath }, 'open') : cloneMissing(treePath);
  };
  /** Writes evicted files again. The mark of the eviction is removed last, so that a crash in between repeats it. */
  const restore = async (runFolder: string, clone: Clone, tree: string | null): Promise<Result<null>> => {
    const files = await checkOut(git, clone);
    const restored = files.ok && tree !== null ? await restoreTree(clone, tree) : files;
    if (!restored.ok) return restored;
    await rm(places(runFolder).evicted, { force: true });
    return ok(null);
  };

  const build = async (
    runFolder: string,
    state: MirrorState,
    origin: string | null,
    signal: AbortSignal,
    historyFor: (treePath: string) => Promise<string | null>,
  ): Promise<Result<Clone>> => {
    const { treePath, gitDir, record } = places(runFolder);
    const { objectsPath, commit, branch, shallow } = state;
    await removeFolder(treePath);
    await removeFolder(gitDir);
    const sha256 = commit.length === 64;
    await writeGitFolder(gitDir, { head: commit, bare: false, borrows: [objectsPath], shallow, refs: {}, sha256 });
    const plain = { treePath, gitDir, objectsPath, baseCommit: commit, baseBranch: branch, origin, history: null };
    const files = await checkOut(git, plain, signal);
    if (!files.ok) {
      await removeFolder(treePath);
      await removeFolder(gitDir);
      return files;
    }
    const clone = { ...plain, history: await historyFor(treePath) };
    if (clone.history !== null) await writeTreeGit(clone);
    const kept: CloneRecord = {
      ...{ version: 1, objectsPath, baseCommit: commit, baseBranch: branch, origin, history: clone.history },
      files: files.value,
    };
    await writeWhole(record, `${JSON.stringify(kept)}\n`);
    return ok({ ...clone, files: files.value });
  };

  return {
    async prepareClone({ source, runFolder, branch, signal, onProgress, needsHistory }) {
      const report = onProgress ?? (() => undefined);
      try {
        return await mirrors.using(source, async () => {
          const state = await mirrors.refresh(source, branch, signal, report);
          if (!state.ok) return state;
          report('Writing files');
          // Not while the files of an earlier clone are still being evicted.
          const origin = await originFor(source);
          const historyFor = async (treePath: string) =>
            (await needsHistory?.(treePath)) ? mirrors.history(source, state.value, signal) : null;
          return withLock(runFolder, () => build(runFolder, state.value, origin, signal, historyFor));
        });
      } catch (error) {
        return { ok: false, error: fromDisk(error, 'make the clone of this run') };
      }
    },

    openChange,
    borrowedBy: async (runFolder) => (await read(runFolder))?.objectsPath ?? null,
    openClone: (runFolder) =>
      withLock(runFolder, async () => {
        const { treePath, evicted } = places(runFolder);
        const clone = await openWhole(runFolder);
        if (!clone.ok) return clone;
        const text = await readFile(evicted, 'utf8').catch(() => null);
        if (text === null) return (await isFolder(treePath)) ? clone : cloneMissing(treePath);
        const parsed = Evicted.safeParse(parseJson(text));
        if (!parsed.success) return cloneMissing(treePath);
        try {
          const restored = await restore(runFolder, clone.value, parsed.data.tree);
          return restored.ok ? clone : restored;
        } catch (error) {
          return { ok: false, error: fromDisk(error, 'bring back the files of this run') };
        }
      }),
    evictClone: (runFolder, tree) =>
      withLock(runFolder, async () => {
        const { treePath, evicted } = places(runFolder);
        try {
          if ((await read(runFolder)) === null) return cloneMissing(treePath);
          // Already evicted: it stays the tree that it was.
          const isEvicted = (await readFile(evicted, 'utf8').catch(() => null)) !== null;
          if (!isEvicted) await writeWhole(evicted, `${JSON.stringify({ tree })}\n`);
          await removeFolder(treePath);
          return ok(null);
        } catch (error) {
          return { ok: false, error: fromDisk(error, 'remove the files of the clone of this run') };
        }
      }),

    removeClone: (runFolder) =>
      withLock(runFolder, async () => {
        const { treePath, gitDir, record } = places(runFolder);
        try {
          // First what says that the clone is whole: a removal that is cut short leaves none behind.
          await rm(record, { force: true });
          await removeFolder(treePath);
          await removeFolder(gitDir);
          return ok(null);
        } catch (error) {
          return { ok: false, error: fromDisk(error, 'remove the clone of this run') };
        }
      }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
