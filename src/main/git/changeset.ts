import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Changeset, FileChange } from '../../shared/changeset.ts';
import { ok, type Result } from '../../shared/errors.ts';
import { byReason, type LeftOut } from '../../shared/left-out.ts';
import type { Move } from '../../shared/moves.ts';
import { cloneEnvironment } from './clone.ts';
import { cloneMissing } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import { copyIndex, isFolder } from './disk.ts';
import type { Git } from './git.ts';
import { fromDisk } from './git-error.ts';
import { parseDiff } from './parse-diff.ts';
import { stage } from './review-index.ts';
import { reviewSteps } from './review-steps.ts';
import { writeFiles } from './tree-limits.ts';

/** Kept of what was left out; the notes count the rest. */
const MOST_LEFT_OUT = 100;

/**
 * Base to working tree. Only the app's git directory and an index of its own are used: the tree's `.git` is never read, no
 * filter is known here, submodules are not entered, so nothing that a session left behind runs here.
 */
export async function readChangeset(
  git: Git,
  clone: Clone,
  round: number,
  moves: readonly Move[],
): Promise<Result<Changeset | null>> {
  const read = await readWhole(git, clone, round, moves);
  return read.ok && read.value.files.length === 0 ? ok(null) : read;
}

/** See GitApi.leftOut. */
export async function readLeftOut(git: Git, clone: Clone, moves: readonly Move[]): Promise<Result<LeftOut[]>> {
  const read = await readWhole(git, clone, 1, moves);
  return read.ok ? ok(read.value.leftOut ?? []) : read;
}

async function readWhole(git: Git, clone: Clone, round: number, moves: readonly Move[]): Promise<Result<Changeset>> {
  if (!(await isFolder(clone.treePath))) return cloneMissing(clone.treePath);
  const steps = reviewSteps(git, clone, 'read the changes in');
  const { index, step } = steps;
  try {
    await rm(`${index}.lock`, { force: true });
    // The base's own index knows sizes and times, so that untouched files are not read again.
    await copyIndex(join(clone.gitDir, 'index'), index);
    const staged = await stage(steps, clone, moves);
    if (!staged.ok) return staged;
    const { tree, files, hasIgnoreRules } = staged.value;
    const ignored = hasIgnoreRules
      ? await step(['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'])
      : null;
    if (ignored?.ok === false) return ignored;
    const named = new Set(staged.value.leftOut.map(({ path }) => path));
    const left = (ignored?.value.stdout ?? '').split('\0').filter((path) => path !== '' && !named.has(path));
    const leftOut = [...staged.value.leftOut, ...left.map((path) => ({ path, why: 'ignored' as const }))];
    return ok({
      round,
      baseCommit: clone.baseCommit,
      tree,
      files,
      insertions: files.reduce((sum, file) => sum + (file.insertions ?? 0), 0),
      deletions: files.reduce((sum, file) => sum + (file.deletions ?? 0), 0),
      notes: byReason(leftOut).map((parameters) => ({ code: 'left_out', parameters })),
      ...(leftOut.length > 0 ? { leftOut: leftOut.slice(0, MOST_LEFT_OUT) } : {}),
      doubts: [],
    });
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'read the changes of this run') };
  }
}

/** See GitApi.compare. */
export async function compare(git: Git, clone: Clone, since: string, tree: string): Promise<Result<FileChange[]>> {
  const { step } = reviewSteps(git, clone, 'compare two rounds of');
  const diff = await step(['diff-tree', '-r', '-M', '--raw', '--numstat', '-z', since, tree]);
  return diff.ok ? ok(parseDiff(diff.value.stdout)) : diff;
}

/** Puts the tree's files back to what a changeset holds: what a check wrote or removed is undone, ignored files stay. */
export async function restoreTree(git: Git, clone: Clone, tree: string): Promise<Result<null>> {
  if (!(await isFolder(clone.treePath))) return cloneMissing(clone.treePath);
  const doing = 'put back the files in';
  const steps = reviewSteps(git, clone, doing);
  const { index } = steps;
  try {
    await rm(`${index}.lock`, { force: true });
    if (!(await isFile(index))) await copyIndex(join(clone.gitDir, 'index'), index);
    const staged = await stage(steps, clone, []);
    if (!staged.ok) return staged;
    if (staged.value.tree === tree) return ok(null);
    const env = { ...cloneEnvironment(clone), GIT_INDEX_FILE: index };
    return await writeFiles(git, { tree, env, clone, doing });
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'put back the files of this run') };
  }
}

const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
