import { z } from 'zod';
import { unhidden } from './hidden-text.ts';

/** Why something in the clone is no part of the change. */
const Why = z.enum(['ignored', 'moved_ignored', 'filter', 'encoding', 'submodule', 'nested_repository', 'too_large']);

/** Something in the clone that is no part of the change, and why not. */
export const LeftOut = z.object({
  /** A folder ends in a slash. */
  path: z.string(),
  why: Why,
});
export type LeftOut = z.infer<typeof LeftOut>;

/** What was left out for the same reason: the first paths, and how many there are besides. */
export const LeftOutOfOneKind = z.object({ why: Why, paths: z.array(z.string()), more: z.number() });
export type LeftOutOfOneKind = z.infer<typeof LeftOutOfOneKind>;

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

/** What is most likely missing in the change comes first. */
const ORDER: readonly LeftOut['why'][] = [
  ...(['too_large', 'nested_repository', 'submodule', 'filter', 'encoding', 'moved_ignored', 'ignored'] as const),
];

/** A path for people: nothing in it hides, turns around or begins a line. */
const shown = (path: string): string => unhidden(/[\p{Cc}\p{Cf}]/u.test(path) ? JSON.stringify(path) : path);

/** What was left out of a change, by reason. Pure. */
export const byReason = (leftOut: readonly LeftOut[]): LeftOutOfOneKind[] =>
  ORDER.flatMap((why) => {
    const paths = leftOut.filter((each) => each.why === why).map(({ path }) => path);
    if (paths.length === 0) return [];
    return { why, paths: paths.slice(0, NOTED_PATHS), more: Math.max(0, paths.length - NOTED_PATHS) };
  });

/** Pure. */
export const leftOutText = ({ why, paths, more }: LeftOutOfOneKind): string =>
  `${WORDS[why]}: ${paths.map(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;

/** The same in words, a line for each reason. Pure. */
export const leftOutLines = (leftOut: readonly LeftOut[]): string[] => byReason(leftOut).map(leftOutText);

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
