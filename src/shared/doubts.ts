import { unhidden } from './hidden-text.ts';
import type { Doubt } from './messages/doubts.ts';
import { withTexts } from './messages/message.ts';
import type { StandingDoubt } from './messages/standing.ts';
import type { Run } from './run.ts';

const KEYS: readonly Doubt['code'][] = ['key_in_line', 'key_in_name', 'key_in_file'];

/** Where a change holds what looks like a key; it goes out only when a person says so. */
export const keyDoubts = ({ changeset }: Pick<Run, 'changeset'>): Doubt[] =>
  (changeset?.doubts ?? []).filter(({ code }) => KEYS.includes(code)).map((doubt) => withTexts(doubt, unhidden));

type Judged = Pick<Run, 'outcome' | 'verdict' | 'guardProblems' | 'judgeReasons' | 'changeset'>;

/**
 * What speaks against the change of a run and makes it stand out from the others of its job, worst first; empty when nothing
 * does. Names of files stand in it: nothing hides there, either.
 */
export function doubtsStandingOut(run: Judged): StandingDoubt[] {
  if (run.outcome !== 'changed') return [];
  const doubts: StandingDoubt[] = [
    ...(run.verdict === 'newly_broken' ? [{ code: 'check_newly_broken' as const, parameters: {} }] : []),
    ...(run.verdict === 'could_not_run' ? [{ code: 'check_could_not_run' as const, parameters: {} }] : []),
    ...run.guardProblems,
    ...(run.changeset?.doubts ?? []),
    ...run.judgeReasons.map((reason) => ({ code: 'judge_objects' as const, parameters: { reason } })),
  ];
  return doubts.map((doubt) => withTexts(doubt, unhidden));
}

/**
 * The same with what is right often enough, but for a person to say: no standing order publishes a change with a doubt. A
 * job on workflows changes them in every repository, so this alone makes none of its changes stand out from the others.
 */
export const doubtsOf = (run: Judged): StandingDoubt[] => [
  ...doubtsStandingOut(run),
  ...(run.outcome === 'changed' ? runsByItself(run.changeset?.ciFiles ?? []) : []),
];

function runsByItself(files: readonly string[]): StandingDoubt[] {
  const [first] = files;
  if (first === undefined) return [];
  return [{ code: 'runs_by_itself', parameters: { path: unhidden(first), more: files.length - 1 } }];
}
