import { z } from 'zod';
import { namesOfPaths } from '../left-out.ts';
import { messageSchema, says, textIn } from './message.ts';
import { NO_SANDBOX, NoSandbox } from './sandbox.ts';
import { SUSPICIOUS_PLACES, suspiciousNotes } from './suspicious.ts';

/** The first paths of a list, and how many there are besides. */
const SOME_PATHS = { paths: z.array(z.string()), more: z.number() };
const andMore = (more: number): string => (more > 0 ? ` and ${more} more` : '');

/** What a thread tells besides of its conversation. */
export const NOTICES = {
  clone_gone: says({}, () => 'The clone is gone, so the work begins anew.'),
  clone_files_restored: says({}, () => 'The files of the clone were gone. They are back as they were last recorded.'),
  clone_changed_outside: says(SOME_PATHS, ({ paths, more }) => {
    const named = paths.length > 0 ? `: ${paths.join(', ')}` : '';
    return `Something outside of the app has changed files of the clone since they were last recorded${named}${andMore(more)}. The work goes on with them as they are.`;
  }),
  large_file_pointers: says(SOME_PATHS, ({ paths, more }) => {
    const count = paths.length + more;
    const files = count === 1 ? 'a file' : `${count} files`;
    const place = count === 1 ? 'its place' : 'place of each';
    return `Git LFS keeps the content of ${files}, and the clone has only a pointer in ${place}: ${namesOfPaths(paths)}${andMore(more)}.`;
  }),
  suspicious_guides: says(
    SUSPICIOUS_PLACES,
    (found) =>
      `The repository's own guides, which the session reads as content and not as orders, hold suspicious text. ${suspiciousNotes(found).join('; ')}`,
  ),
  suspicious_reads: says(
    SUSPICIOUS_PLACES,
    (found) =>
      `What the session read, as content and not as orders, holds suspicious text. ${suspiciousNotes(found).join('; ')}`,
  ),
  no_commands: says(
    { why: NoSandbox },
    ({ why }) =>
      `No command and no check is run: there is no sandbox here, and running them without one was not agreed to. ${textIn(NO_SANDBOX, why)}`,
  ),
  checks_off: says({}, () => 'No check: Checks are switched off for this job.'),
  no_check_found: says(
    {},
    () =>
      'No check: No test command was found that proves anything (package.json, Cargo, Go, Maven, Gradle, .NET, pytest, tox, PHPUnit, Bundler, Mix, Dart, Swift, bats, Pester, Make and others), neither at the root nor one folder below it.',
  ),
  check_again_newly_broken: says(
    {},
    () =>
      'The check failed after the change and had passed before it. It runs again on the same files: a failure that comes and goes is none of the change.',
  ),
  check_again_other_failure: says(
    {},
    () =>
      'The check fails otherwise than before the change. It runs again on the same files, to see which failures stay.',
  ),
  check_again_before_change: says(
    {},
    () =>
      'The check failed twice after the change, otherwise than before it. It runs again on the files from before, which may have failed by chance.',
  ),
  check_unreliable: says(
    { moment: z.enum(['before', 'after']) },
    ({ moment }) =>
      `The check is not reliable: ${moment} the change it failed, and passed when it ran again on the same files.`,
  ),
  judged_in_part: says({}, () => 'The change is very large: the judge read only the first 120 KB of it.'),
  judge_not_asked: says(
    {},
    () => 'The judge could not be asked: the budget does not allow it. The change was not compared with the request.',
  ),
  limit_raised: says(
    { limit: z.enum(['steps', 'dollars', 'minutes']) },
    ({ limit }) => `The limit of ${limit} was raised, so the work goes on.`,
  ),
  thinking_changed: says(
    { blocks: z.number() },
    ({ blocks }) =>
      `The API found ${blocks} block${blocks === 1 ? '' : 's'} of thinking in this thread whose beginning had changed. That is a defect of this app, and the work goes on.`,
  ),
};
export const Notice = messageSchema(NOTICES);
export type Notice = z.infer<typeof Notice>;
