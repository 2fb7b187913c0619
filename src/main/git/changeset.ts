import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Changeset, FileChange } from '../../shared/changeset.ts';
import { ok, type Result } from '../../shared/errors.ts';
import { cloneEnvironment, cloneFailure, cloneMissing } from './clone.ts';
import { copyIndex, isFolder } from './disk.ts';
import type { Git, GitAnswer } from './git.ts';
import { fromDisk } from './git-error.ts';
import type { Clone } from './git-room.ts';
import type { GitSetting } from './git-settings.ts';
import { parseDiff } from './parse-diff.ts';

const NOTED_PATHS = 20;
/** Hosts refuse larger files, and reading one keeps git busy for minutes. */
const LARGEST_FILE = 100 * 1024 ** 2;
/** Files that are looked at together. */
const AT_ONCE = 64;

/** A path for people: control characters would hide or fake something. */
const shown = (path: string): string => (/[\p{Cc}\p{Cf}]/u.test(path) ? JSON.stringify(path) : path);

function listed(paths: string[]): string {
  const more = paths.length - NOTED_PATHS;
  return `${paths.slice(0, NOTED_PATHS).map(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

interface Embedded {
  /** Folders with a git directory of their own, submodule links of the base, huge files: none enters a changeset. */
  excluded: string[];
  notes: string[];
}

/** Has something been put where the base has a submodule link? A fresh clone has an empty folder there. */
async function isTouchedLink(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(() => null);
  return !entry?.isDirectory() || (await readdir(path)).length > 0;
}

async function embeddedIn(clone: Clone, listing: string): Promise<Embedded> {
  const fields = listing.split('\0');
  const links = fields.flatMap((field) => /^[^C?] 160000 [0-9a-f]+ \d\t(.+)$/s.exec(field)?.[1] ?? []);
  const nested = fields.flatMap((field) => /^\? (.+)\/$/s.exec(field)?.[1] ?? []);
  const huge = await hugeOf(
    clone,
    fields.flatMap((field) => /^(?:\? |C (?!160000)[0-7]+ [0-9a-f]+ \d\t)(.*[^/])$/s.exec(field)?.[1] ?? []),
  );
  const touched: string[] = [];
  for (const link of links) if (await isTouchedLink(join(clone.treePath, link))) touched.push(link);
  return {
    excluded: [...links, ...nested, ...huge],
    notes: [
      ...(huge.length > 0 ? [`Left out, because it is larger than 100 MB: ${listed(huge)}`] : []),
      ...(nested.length > 0 ? [`Left out, because a git repository lies in it: ${listed(nested)}`] : []),
      ...(touched.length > 0 ? [`Changes to submodules were left out: ${listed(touched)}`] : []),
    ],
  };
}

async function hugeOf(clone: Clone, paths: readonly string[]): Promise<string[]> {
  const huge: string[] = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((path) => lstat(join(clone.treePath, path)).catch(() => null)));
    huge.push(...some.filter((_, index) => (found[index]?.size ?? 0) > LARGEST_FILE));
  }
  return huge;
}

type Step = (args: string[], input?: string, settings?: readonly GitSetting[]) => Promise<Result<GitAnswer>>;

/** From so many files on one flush for all: one for each takes three to five times as long as writing them, on a busy disk more. */
const MANY_FILES = 500;
const FLUSHED_TOGETHER: readonly GitSetting[] = [['core.fsyncMethod', 'batch']];

/** git on the tree with the app's directory and an index of its own, which knows the files as they were last read. */
function reviewSteps(git: Git, clone: Clone, doing: string): { index: string; step: Step } {
  const index = join(clone.gitDir, 'index.review');
  return {
    index,
    step: async (args, input, settings = []) => {
      const env = { ...cloneEnvironment(clone), GIT_INDEX_FILE: index };
      const answer = await git.run({ args, env, settings, ...(input === undefined ? {} : { input }) });
      return answer.ok ? answer : cloneFailure(answer.error, clone, doing);
    },
  };
}

/** Takes the whole working tree into the index; answers with its tree and what was left out of it. */
async function stage(step: Step, clone: Clone): Promise<Result<{ tree: string; notes: string[] }>> {
  const listing = await step(['ls-files', '-t', '--stage', '--modified', '--others', '--exclude-standard', '-z']);
  if (!listing.ok) return listing;
  const embedded = await embeddedIn(clone, listing.value.stdout);
  const paths = [':(top)', ...embedded.excluded.map((path) => `:(top,exclude,literal)${path}`)].join('\0');
  const many = listing.value.stdout.split('\0').filter((field) => /^[C?] /.test(field)).length > MANY_FILES;
  const add = ['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const added = await step(add, paths, many ? FLUSHED_TOGETHER : []);
  if (!added.ok) return added;
  const written = await step(['write-tree']);
  return written.ok ? ok({ tree: written.value.stdout.trim(), notes: embedded.notes }) : written;
}

/**
 * Base to working tree. Only the app's git directory and an index of its own are used: the tree's `.git` is never read,
 * attributes are overruled, submodules are not entered, so nothing that a session left behind runs here.
 */
export async function readChangeset(git: Git, clone: Clone, round: number): Promise<Result<Changeset | null>> {
  if (!(await isFolder(clone.treePath))) return cloneMissing(clone.treePath);
  const { index, step } = reviewSteps(git, clone, 'read the changes in');
  try {
    await rm(`${index}.lock`, { force: true });
    // The base's own index knows sizes and times, so that untouched files are not read again.
    await copyIndex(join(clone.gitDir, 'index'), index);
    const staged = await stage(step, clone);
    if (!staged.ok) return staged;
    const { tree, notes } = staged.value;
    const diff = await step(['diff-tree', '-r', '-M', '--raw', '--numstat', '-z', clone.baseCommit, tree]);
    if (!diff.ok) return diff;
    const files = parseDiff(diff.value.stdout);
    if (files.length === 0) return ok(null);
    const ignored = await step(['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z']);
    if (!ignored.ok) return ignored;
    const left = ignored.value.stdout.split('\0').filter((path) => path !== '');
    return ok({
      round,
      baseCommit: clone.baseCommit,
      tree,
      files,
      insertions: files.reduce((sum, file) => sum + (file.insertions ?? 0), 0),
      deletions: files.reduce((sum, file) => sum + (file.deletions ?? 0), 0),
      notes: [...notes, ...(left.length > 0 ? [`Ignored by the repository, left out: ${listed(left)}`] : [])],
      doubts: [],
    });
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'read the changes of this run') };
  }
}

/** See GitRoom.compare. */
export async function compare(git: Git, clone: Clone, since: string, tree: string): Promise<Result<FileChange[]>> {
  const { step } = reviewSteps(git, clone, 'compare two rounds of');
  const diff = await step(['diff-tree', '-r', '-M', '--raw', '--numstat', '-z', since, tree]);
  return diff.ok ? ok(parseDiff(diff.value.stdout)) : diff;
}

/** Puts the tree's files back to what a changeset holds: what a check wrote or removed is undone, ignored files stay. */
export async function restoreTree(git: Git, clone: Clone, tree: string): Promise<Result<null>> {
  if (!(await isFolder(clone.treePath))) return cloneMissing(clone.treePath);
  const { index, step } = reviewSteps(git, clone, 'put back the files in');
  try {
    await rm(`${index}.lock`, { force: true });
    if (!(await isFile(index))) await copyIndex(join(clone.gitDir, 'index'), index);
    const staged = await stage(step, clone);
    if (!staged.ok) return staged;
    if (staged.value.tree === tree) return ok(null);
    const written = await step(['read-tree', '--reset', '-u', tree]);
    return written.ok ? ok(null) : written;
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'put back the files of this run') };
  }
}

const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
