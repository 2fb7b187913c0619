import { unhidden } from './hidden-text.ts';
import { messageText } from './messages/message-text.ts';
import type { Run } from './run.ts';

/** The end of each sentence about one place in a change. */
export const LOOKS_LIKE_A_KEY = 'it looks like a key or token';

/** Where a change holds what looks like a key; it goes out only when a person says so. */
export const keyDoubts = ({ changeset }: Pick<Run, 'changeset'>): string[] =>
  (changeset?.doubts ?? []).filter((doubt) => doubt.endsWith(LOOKS_LIKE_A_KEY)).map(unhidden);

type Judged = Pick<Run, 'outcome' | 'verdict' | 'guardProblems' | 'judgeReasons' | 'changeset'>;

/**
 * What speaks against the change of a run and makes it stand out from the others of its job, worst first, one sentence each;
 * empty when nothing does. Names of files stand in them: nothing hides there, either.
 */
export function doubtsStandingOut(run: Judged): string[] {
  if (run.outcome !== 'changed') return [];
  return [
    ...(run.verdict === 'newly_broken' ? ['The check passed before the change and fails after it.'] : []),
    ...(run.verdict === 'could_not_run' ? ['The check could not run, so nothing is proved.'] : []),
    ...run.guardProblems.map(messageText),
    ...(run.changeset?.doubts ?? []),
    ...run.judgeReasons.map((reason) => `The judge: ${reason}`),
  ].map(unhidden);
}

/**
 * The same with what is right often enough, but for a person to say: no standing order publishes a change with a doubt. A
 * job on workflows changes them in every repository, so this alone makes none of its changes stand out from the others.
 */
export const doubtsOf = (run: Judged): string[] => [
  ...doubtsStandingOut(run),
  ...(run.outcome === 'changed' ? runsByItself(run.changeset?.ciFiles ?? []) : []),
];

function runsByItself(files: readonly string[]): string[] {
  const [first] = files;
  if (first === undefined) return [];
  const more = files.length === 1 ? '' : ` and ${files.length - 1} more ${files.length === 2 ? 'file' : 'files'}`;
  return [unhidden(`Once pushed it may run by itself, with the repository's secrets: ${first}${more}.`)];
}
