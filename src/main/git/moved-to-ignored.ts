import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import { ok, type Result } from '../../shared/errors.ts';
import type { Clone } from './contract.ts';
import { type Difference, isThere } from './differences.ts';
import { LARGEST_FILE } from './large-files.ts';
import type { Step } from './review-steps.ts';

/** Ignored files that are looked at, to find a tracked one that was moved. */
const MOST_IGNORED = 500;
/** Pairs of files are compared line by line as far as they are few and short. */
const MOST_GONE = 30;
const MOST_COMPARED = 100;
const LONGEST_COMPARED = 500_000;
/** As git's own look for renames has it: half of the lines are the same. */
const ALIKE = 0.5;

export interface MovedToIgnored {
  /** Content of the base under another name: these were moved, and stay tracked. */
  unchanged: { path: string; mode: string; id: string }[];
  /** Much like a file that is gone. What is ignored may hold what nobody is to see, so a likeness takes none of them in. */
  edited: string[];
}

/** Where tracked files went that are gone, among the names that the repository ignores: commands move without telling. */
export async function movedToIgnored(
  step: Step,
  clone: Clone,
  differences: readonly Difference[],
): Promise<Result<MovedToIgnored>> {
  const gone = differences.filter(({ oldMode, newMode }) => oldMode.startsWith('100') && !isThere(newMode));
  if (gone.length === 0) return ok({ unchanged: [], edited: [] });
  const listed = await step(['ls-files', '--others', '--ignored', '--exclude-standard', '-z']);
  if (!listed.ok) return listed;
  const files = await filesNear(clone, gone, listed.value.stdout.split('\0'));
  if (files.length === 0) return ok({ unchanged: [], edited: [] });
  const unchanged = await unchangedOf(step, clone, gone, files);
  if (!unchanged.ok) return unchanged;
  const taken = new Set(unchanged.value.map(({ path }) => path));
  const from = new Set(unchanged.value.map(({ from: { path } }) => path));
  const edited = await editedOf(
    step,
    clone,
    gone.filter(({ path }) => !from.has(path)),
    files.filter(({ path }) => !taken.has(path)),
  );
  return edited.ok ? ok({ unchanged: unchanged.value, edited: edited.value }) : edited;
}

interface Candidate {
  path: string;
  size: number;
}

/** Files by name, ending or folder like one that is gone: installs and builds leave a hundred thousand others. */
async function filesNear(clone: Clone, gone: readonly Difference[], ignored: readonly string[]): Promise<Candidate[]> {
  const extension = (path: string) => basename(path).split('.').at(-1) ?? '';
  const [names, extensions, folders] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { path } of gone) {
    names.add(basename(path));
    extensions.add(extension(path));
    folders.add(dirname(path));
  }
  const near = ignored
    .filter((path) => path !== '' && !path.endsWith('/') && !path.includes('\n'))
    .filter((path) => names.has(basename(path)) || extensions.has(extension(path)) || folders.has(dirname(path)))
    .slice(0, MOST_IGNORED);
  const entries = await Promise.all(near.map((path) => lstat(join(clone.treePath, path)).catch(() => null)));
  return near.flatMap((path, index) => {
    const entry = entries[index];
    if (!entry?.isFile() || entry.size === 0 || entry.size > LARGEST_FILE) return [];
    return [{ path, size: entry.size }];
  });
}

async function unchangedOf(step: Step, clone: Clone, gone: readonly Difference[], files: readonly Candidate[]) {
  const paths = files.map(({ path }) => `${join(clone.treePath, path)}\n`).join('');
  const hashed = await step(['hash-object', '--no-filters', '--stdin-paths'], paths);
  if (!hashed.ok) return hashed;
  const left = [...gone];
  const moved: { path: string; mode: string; id: string; from: Difference }[] = [];
  for (const [index, id] of hashed.value.stdout.split('\n').entries()) {
    const from = left.find(({ oldId }) => oldId === id);
    const path = files[index]?.path;
    if (!from || path === undefined) continue;
    // Each moves once; a copy of it stays what it is, an ignored file.
    left.splice(left.indexOf(from), 1);
    moved.push({ path, mode: from.oldMode, id, from });
  }
  return ok(moved);
}

async function editedOf(
  step: Step,
  clone: Clone,
  gone: readonly Difference[],
  files: readonly Candidate[],
): Promise<Result<string[]>> {
  const before: string[][] = [];
  for (const { oldId } of gone.slice(0, MOST_GONE)) {
    const blob = await step(['cat-file', 'blob', oldId]);
    if (!blob.ok) return blob;
    if (blob.value.stdout.length <= LONGEST_COMPARED) before.push(blob.value.stdout.split('\n'));
  }
  const edited: string[] = [];
  for (const { path } of files.filter(({ size }) => size <= LONGEST_COMPARED).slice(0, MOST_COMPARED)) {
    const text = await readFile(join(clone.treePath, path), 'utf8').catch(() => null);
    if (text !== null && before.some((lines) => isAlike(lines, text.split('\n')))) edited.push(path);
  }
  return ok(edited);
}

/** Do two files have half of the lines of the longer one in common? Empty lines say nothing. */
function isAlike(before: readonly string[], after: readonly string[]): boolean {
  const linesOf = (lines: readonly string[]) => lines.map((line) => line.trim()).filter((line) => line !== '');
  const [from, to] = [linesOf(before), linesOf(after)];
  const left = new Map<string, number>();
  for (const line of from) left.set(line, (left.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of to) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    common += 1;
  }
  return common > 0 && common >= ALIKE * Math.max(from.length, to.length);
}
