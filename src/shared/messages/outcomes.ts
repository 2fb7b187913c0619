import { z } from 'zod';
import { filesChanged } from '../changeset.ts';
import { VERDICT_WORDS, Verdict } from '../check.ts';
import { dollars } from '../dollars.ts';
import { LeftOut, leftOutLines, namesOf } from '../left-out.ts';
import { says } from './message.ts';

/** What the session says of its work, and what no change takes along. */
const said = { summary: z.string(), leftOut: z.array(LeftOut) };

const withNotes = (words: string, leftOut: readonly LeftOut[]): string => [words, ...leftOutLines(leftOut)].join('\n');

const DOUBTS = {
  no_report: '; the session ended without a report, so it may be unfinished',
  not_complete: '; the session says that it is not complete',
  comment_without_change: '; your comment led to no further change',
} as const;

/** Why an execution ended, as its row says it. */
export const OUTCOMES = {
  changed: says(
    {
      files: z.number(),
      verdict: Verdict,
      doubt: z.enum(['no_report', 'not_complete', 'comment_without_change']).nullable(),
      leftOut: z.array(LeftOut),
    },
    ({ files, verdict, doubt, leftOut }) =>
      `${filesChanged(files)}, ${VERDICT_WORDS[verdict]}${doubt ? DOUBTS[doubt] : ''}${leftOut.length > 0 ? `; left out: ${namesOf(leftOut)}` : ''}`,
  ),
  checked_again: says(
    { files: z.number(), verdict: Verdict },
    ({ files, verdict }) => `${filesChanged(files)}, ${VERDICT_WORDS[verdict]}`,
  ),
  edited: says({ files: z.number() }, ({ files }) => `${filesChanged(files)}, edited by you, not checked since`),
  /** The session reports that nothing had to be changed. */
  unchanged: says(said, ({ summary, leftOut }) => withNotes(summary, leftOut)),
  unchanged_without_report: says({ lastWords: z.string(), leftOut: z.array(LeftOut) }, ({ lastWords, leftOut }) =>
    withNotes(`Ended without a report. Its last words: ${lastWords}`, leftOut),
  ),
  unexplained: says({ leftOut: z.array(LeftOut) }, ({ leftOut }) =>
    withNotes('The session ended without a change and without saying why.', leftOut),
  ),
  could_not_do: says(said, ({ summary, leftOut }) => withNotes(`The session could not do it: ${summary}`, leftOut)),
  reported_change_missing: says(said, ({ summary, leftOut }) => {
    const why = leftOut.length > 0 ? 'nothing of it can be published' : 'the files are as they were';
    return withNotes(`The session reports a change, but ${why}: ${summary}`, leftOut);
  }),
  stopped_at_steps: says({}, () => 'Stopped at its limit of steps. Retry goes on from here.'),
  stopped_at_dollars: says({}, () => 'Stopped at its limit of dollars. Raise it and retry to go on from here.'),
  stopped_at_minutes: says({}, () => 'Stopped at its limit of minutes. Retry goes on from here.'),
  stopped_at_job_budget: says({}, () => 'Stopped at the budget of the job. Raise it and resume to go on from here.'),
  stopped_at_day_budget: says(
    {},
    () => 'Stopped at the budget of the day. It goes on from here at 00:00, or when you raise it.',
  ),
  stopped_before_request: says(
    { limitUsd: z.number(), spentUsd: z.number(), needsUsd: z.number() },
    ({ limitUsd, spentUsd, needsUsd }) =>
      `Stopped at its limit of ${dollars(limitUsd)}: ${dollars(spentUsd)} is spent, and the next request may cost up to ${dollars(needsUsd)}. Raise the limit to go on from here.`,
  ),
  cancelled: says({}, () => 'Cancelled.'),
  /** What failed is a value with a code of its own; this is what it says. */
  failed: says({ message: z.string() }, ({ message }) => message),
};
