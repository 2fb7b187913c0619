import type { LeftOut } from './changeset.ts';
import { unhidden } from './hidden-text.ts';

const NOTED_PATHS = 20;

const WORDS: Record<LeftOut['why'], string> = {
  too_large: 'Left out, because it is larger than 100 MB',
  nested_repository: 'Left out, because a git repository lies in it',
  submodule: 'Changes to submodules were left out',
  filter: 'Left out, because a filter that is not run here would have to change it (git-crypt, LFS or the like)',
  encoding: 'Left out, because it is not in the encoding that .gitattributes gives it',
  moved_ignored:
    'Left out, because the repository ignores its name, though it looks like a tracked file that was moved there',
  ignored: 'Ignored by the repository, left out',
};

/** A path for people: nothing in it hides, turns around or begins a line. */
const shown = (path: string): string => unhidden(/[\p{Cc}\p{Cf}]/u.test(path) ? JSON.stringify(path) : path);

/** What was left out of a change, in one sentence for each reason. Pure. */
export function leftOutNotes(leftOut: readonly LeftOut[]): string[] {
  return Object.entries(WORDS).flatMap(([why, words]) => {
    const paths = leftOut.filter((each) => each.why === why).map(({ path }) => shown(path));
    const more = paths.length - NOTED_PATHS;
    if (paths.length === 0) return [];
    return `${words}: ${paths.slice(0, NOTED_PATHS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
}

/**
 * What somebody may miss who hears that nothing changed: all but whole folders that the repository ignores, which installs and
 * builds fill. Pure.
 */
export const missedIn = (leftOut: readonly LeftOut[]): LeftOut[] =>
  leftOut.filter(({ path, why }) => why !== 'ignored' || !path.endsWith('/'));

/** A few of them by name, for one line. Pure. */
export const namesOf = (leftOut: readonly LeftOut[]): string => namesOfPaths(leftOut.map(({ path }) => path));

export function namesOfPaths(paths: readonly string[]): string {
  const more = paths.length - 3;
  return `${paths.slice(0, 3).map(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
