import { basename } from 'node:path/posix';
import type { FileChange } from '../../shared/changeset.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { LeftOut } from '../../shared/left-out.ts';
import type { Move } from '../../shared/moves.ts';
import { ruleFiles, type UnfitRules } from '../lib/rule-files.ts';
import type { Clone } from './contract.ts';
import type { GitSetting } from './git-settings.ts';
import { embeddedIn, mendIndex, movedBehindRules } from './left-out.ts';
import type { ReviewSteps } from './review-steps.ts';

/** From so many files on one flush for all: one for each takes three to five times as long as writing them, on a busy disk more. */
const MANY_FILES = 500;
const FLUSHED_TOGETHER: readonly GitSetting[] = [['core.fsyncMethod', 'batch']];
/** Files that are left out because their text does not fit the encoding that the repository's attributes give them. */
const MOST_MISFITS = 50;

/** The working tree as the index holds it. */
export interface Staged {
  tree: string;
  /** By which it differs from the base. */
  files: FileChange[];
  leftOut: LeftOut[];
  /** May a rule in it name files that git leaves alone? */
  hasIgnoreRules: boolean;
}

/** Takes the whole working tree into the index; answers with its tree and what was left out of it. */
export async function stage(steps: ReviewSteps, clone: Clone, moves: readonly Move[]): Promise<Result<Staged>> {
  const { step } = steps;
  const rules = await ruleFiles(clone.treePath, { removePipes: true });
  if (rules.unfit !== null) return unfitFailure(rules.unfit);
  const has = (name: string) => rules.files.some((file) => basename(file).toLowerCase() === name);
  const listing = await step(['ls-files', '-t', '--stage', '--modified', '--others', '--exclude-standard', '-z']);
  if (!listing.ok) return listing;
  const embedded = await embeddedIn(clone, listing.value.stdout);
  const many = listing.value.stdout.split('\0').filter((field) => /^[C?] /.test(field)).length > MANY_FILES;
  const settings = many ? FLUSHED_TOGETHER : [];
  const added = await add(steps, ['--all'], [':(top)'], embedded.excluded, settings);
  if (!added.ok) return added;
  const hidden = await movedBehindRules(step, clone, listing.value.stdout, moves);
  if (!hidden.ok) return hidden;
  const paths = hidden.value.map((path) => `:(top,literal)${path}`);
  const forced = paths.length > 0 ? await add(steps, ['--force'], paths, [], settings) : ok([]);
  if (!forced.ok) return forced;
  const mended = await mendIndex(step, clone, has('.gitattributes'));
  if (!mended.ok) return mended;
  const written = await step(['write-tree']);
  const leftOut = [...embedded.leftOut, ...added.value, ...forced.value, ...mended.value.leftOut];
  const { files } = mended.value;
  return written.ok
    ? ok({ tree: written.value.stdout.trim(), files, leftOut, hasIgnoreRules: has('.gitignore') })
    : written;
}

const unfitFailure = ({ path, why }: UnfitRules) =>
  failure('git_rejected', 'The change cannot be read: a file of rules for git is too large or no file.', {
    why: `${path} ${why}.`,
    next: 'Ask the session in a comment to remove that file: it goes on where it was.',
  });

/** `git add` stops at a file that is not in the encoding that its attributes name: such a one is left out. */
async function add(
  { run, fail }: ReviewSteps,
  flags: readonly string[],
  wanted: readonly string[],
  excluded: readonly string[],
  settings: readonly GitSetting[],
): Promise<Result<LeftOut[]>> {
  const misfits: LeftOut[] = [];
  for (;;) {
    const paths = [...excluded, ...misfits.map(({ path }) => path)];
    const input = [...wanted, ...paths.map((path) => `:(top,exclude,literal)${path}`)].join('\0');
    const added = await run(['add', ...flags, '--pathspec-from-file=-', '--pathspec-file-nul'], input, settings);
    if (added.ok) return ok(misfits);
    const path = MISFIT.exec(added.error.stderr)
      ?.slice(1)
      .find((name) => name !== undefined);
    if (path === undefined || misfits.some((misfit) => misfit.path === path)) return fail(added.error);
    misfits.push({ path, why: 'encoding' });
    if (misfits.length > MOST_MISFITS) {
      const next = 'Look at working-tree-encoding in its .gitattributes.';
      return failure('git_failed', `More than ${MOST_MISFITS} files are not in the encoding that they should have.`, {
        next,
      });
    }
  }
}

const MISFIT = /failed to encode '(.+)' from|BOM is (?:prohibited|required) in '(.+)' if encoded/s;
