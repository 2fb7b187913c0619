import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { basename } from 'node:path/posix';
import type { FileChange } from '../../shared/changeset.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { LeftOut } from '../../shared/left-out.ts';
import { type Move, placeAfter } from '../../shared/moves.ts';
import type { Clone } from './contract.ts';
import { type Difference, differencesIn, isThere } from './differences.ts';
import { LARGEST_FILE } from './large-files.ts';
import { movedToIgnored } from './moved-to-ignored.ts';
import { parseDiff } from './parse-diff.ts';
import type { Step } from './review-steps.ts';

/** Files that are looked at together. */
const AT_ONCE = 64;

/** Has something been put where the base has a submodule link? A fresh clone has an empty folder there. */
async function isTouchedLink(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(() => null);
  return !entry?.isDirectory() || (await readdir(path)).length > 0;
}

/**
 * Folders with a git directory of their own, submodule links of the base, huge files: none enters a changeset, and `git add`
 * must not even look at them.
 * @param listing of `git ls-files -t --stage --modified --others -z`
 */
export async function embeddedIn(clone: Clone, listing: string): Promise<{ excluded: string[]; leftOut: LeftOut[] }> {
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
    leftOut: [
      ...huge.map((path) => ({ path, why: 'too_large' as const })),
      ...nested.map((path) => ({ path, why: 'nested_repository' as const })),
      ...touched.map((path) => ({ path, why: 'submodule' as const })),
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

/** Base to index, in both forms in which a difference is read. */
const DIFFERENCES = ['diff-index', '--cached', '-M', '--raw', '--numstat', '--no-abbrev', '-z'];

/**
 * Mends an index into which the whole working tree was taken: what `git add` of plain git would not have stored so, or what a
 * filter would have changed that is not run here, goes back to the base; a tracked file that was moved to an ignored name is
 * taken in. Answers what differs from the base then, and what was left out.
 * @param hasAttributes is there a .gitattributes in the tree?
 */
export async function mendIndex(
  step: Step,
  clone: Clone,
  hasAttributes: boolean,
): Promise<Result<{ files: FileChange[]; leftOut: LeftOut[] }>> {
  const raw = await step([...DIFFERENCES, clone.baseCommit]);
  if (!raw.ok) return raw;
  const differences = differencesIn(raw.value.stdout);
  if (differences.length === 0) return ok({ files: [], leftOut: [] });
  const changesRules = differences.some(({ path }) => basename(path).toLowerCase() === '.gitattributes');
  const paths = differences.map(({ path }) => path);
  const rules = hasAttributes || changesRules ? await attributesOf(step, paths, []) : ok<Rules>(new Map());
  if (!rules.ok) return rules;
  const filtered = await filteredOf(step, clone, differences, rules.value, changesRules);
  if (!filtered.ok) return filtered;
  const untouched = await untouchedOf(step, clone, differences, rules.value);
  if (!untouched.ok) return untouched;
  const moved = await movedToIgnored(step, clone, differences);
  if (!moved.ok) return moved;

  const back = differences.filter(({ path }) => filtered.value.has(path) || untouched.value.has(path));
  const entries = [
    ...back.map(({ path, oldMode, oldId }) => `${isThere(oldMode) ? oldMode : '0'} ${oldId}\t${path}\0`),
    ...moved.value.unchanged.map(({ path, mode, id }) => `${mode} ${id}\t${path}\0`),
  ];
  const leftOut = [
    ...[...filtered.value].map((path) => ({ path, why: 'filter' as const })),
    ...moved.value.edited.map((path) => ({ path, why: 'moved_ignored' as const })),
  ];
  if (entries.length === 0) return ok({ files: parseDiff(raw.value.stdout), leftOut });
  const mended = await step(['update-index', '-z', '--index-info'], entries.join(''));
  if (!mended.ok) return mended;
  const now = await step([...DIFFERENCES, clone.baseCommit]);
  return now.ok ? ok({ files: parseDiff(now.value.stdout), leftOut }) : now;
}

/** Without one of these git stores a file as it is. */
const CONVERTING = ['text', 'eol', 'crlf', 'ident', 'working-tree-encoding'];

/** The attributes that are set, by path and name. */
type Rules = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Attributes that decide how a file is stored. */
async function attributesOf(
  step: Step,
  paths: readonly string[],
  flags: readonly string[],
  index?: string,
): Promise<Result<Rules>> {
  const args = ['check-attr', ...flags, '-z', '--stdin', 'filter', ...CONVERTING];
  const answer = await step(args, paths.map((path) => `${path}\0`).join(''), [], index);
  if (!answer.ok) return answer;
  const fields = answer.value.stdout.split('\0');
  const found = new Map<string, Map<string, string>>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', name = '', value = ''] = fields.slice(at, at + 3);
    if (value === 'unspecified' || value === 'unset') continue;
    found.set(path, (found.get(path) ?? new Map()).set(name, value));
  }
  return ok(found);
}

/**
 * Files that a filter of the repository would have changed on their way in (git-crypt, LFS). By the attributes of the base as
 * well as by those of the change: who takes the rule away still means the file that it protected. What only goes, or has the
 * content that some file of the base had behind the same filter, is as git would store it.
 */
async function filteredOf(
  step: Step,
  clone: Clone,
  differences: readonly Difference[],
  now: Rules,
  changesRules: boolean,
): Promise<Result<Set<string>>> {
  const paths = differences.map(({ path }) => path);
  const before = changesRules ? await attributesOf(step, paths, ['--cached'], join(clone.gitDir, 'index')) : ok(null);
  if (!before.ok) return before;
  const filterOf = (path: string) => before.value?.get(path)?.get('filter') ?? now.get(path)?.get('filter');
  const known = new Set(
    differences.flatMap(({ path, oldMode, oldId }) => (isThere(oldMode) ? `${filterOf(path)} ${oldId}` : [])),
  );
  const filtered = differences.filter(
    ({ path, newMode, newId }) =>
      filterOf(path) !== undefined &&
      isThere(newMode) &&
      newMode !== '120000' &&
      !known.has(`${filterOf(path)} ${newId}`),
  );
  return ok(new Set(filtered.map(({ path }) => path)));
}

/**
 * Files that nobody touched, but that git stores in another way than the base has them: their line ends were never brought
 * in line with the attributes. A fresh clone shows them as changed, too; they are no part of this change.
 */
async function untouchedOf(
  step: Step,
  clone: Clone,
  differences: readonly Difference[],
  rules: Rules,
): Promise<Result<Set<string>>> {
  const isConverted = (path: string) => CONVERTING.some((name) => rules.get(path)?.has(name));
  const candidates = differences.filter(
    ({ path, oldMode, newMode }) =>
      oldMode === newMode && newMode.startsWith('100') && !path.includes('\n') && isConverted(path),
  );
  if (candidates.length === 0) return ok(new Set());
  const files = candidates.map(({ path }) => `${join(clone.treePath, path)}\n`).join('');
  const hashed = await step(['hash-object', '--no-filters', '--stdin-paths'], files);
  if (!hashed.ok) return hashed;
  const ids = hashed.value.stdout.split('\n');
  return ok(new Set(candidates.filter(({ oldId }, index) => ids[index] === oldId).map(({ path }) => path)));
}

/**
 * Where tracked files are that a tool of the session moved to names which the repository ignores, whatever they hold by now.
 * @param listing of `git ls-files -t --stage --modified --others -z`
 */
export async function movedBehindRules(
  step: Step,
  clone: Clone,
  listing: string,
  moves: readonly Move[],
): Promise<Result<string[]>> {
  if (moves.length === 0) return ok([]);
  const tracked = listing.split('\0').flatMap((field) => /^[^?] 1[0-7]+ [0-9a-f]+ \d\t(.+)$/s.exec(field)?.[1] ?? []);
  const places = new Set(tracked.map((path) => placeAfter(moves, path)));
  for (const path of tracked) places.delete(path);
  if (places.size === 0) return ok([]);
  const listed = await step(['ls-files', '--others', '--ignored', '--exclude-standard', '-z']);
  if (!listed.ok) return listed;
  const hidden = listed.value.stdout.split('\0').filter((path) => places.has(path) && !path.endsWith('/'));
  const huge = new Set(await hugeOf(clone, hidden));
  return ok(hidden.filter((path) => !huge.has(path)));
}
