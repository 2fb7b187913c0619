import type { Changeset } from '../../shared/changeset.ts';
import type { RunEvent } from '../../shared/events.ts';
import { alteredCheck } from '../checks/altered-check.ts';
import { cloneReader } from '../checks/clone-reader.ts';
import { pipedScripts } from '../checks/piped-script.ts';
import { reviewerNotes, suspiciousReads } from '../checks/reviewer-notes.ts';
import type { Clone, GitRoom } from '../git/git-room.ts';
import { hiddenChanges } from './hidden-changes.ts';
import { sessionReads } from './session-reads.ts';

/** What is searched for hidden text at most. */
const INSPECTED_BYTES = 2_000_000;

/**
 * What a reviewer should look at twice: a check that the change itself alters, hidden or agent-directed text in it, or
 * in what the session read, a script whose exit code says nothing, and what the session changed beside its change. An unreadable patch is reported where it is needed.
 * @param command the check of this run; null when it has none
 * @param thread the events since the clone was made
 */
export async function changeDoubts(
  git: Pick<GitRoom, 'patch'>,
  clone: Clone,
  { tree, files }: Changeset,
  command: string | null,
  thread: readonly RunEvent[],
): Promise<string[]> {
  const read = await git.patch(clone, tree, null, INSPECTED_BYTES);
  if (!read.ok) return [];
  const { patch, cut } = read.value;
  const paths = files.map(({ path }) => path);
  const suspicious = new Set([
    ...(await reviewerNotes(clone.treePath, patch)),
    ...suspiciousReads(sessionReads(thread)),
  ]);
  return [
    ...(endedWithoutReport(thread) ? [UNFINISHED] : []),
    ...alteredCheck(command, paths, patch),
    ...(command === null ? [] : await pipedScripts(cloneReader(clone.treePath), command)),
    ...(await hiddenChanges(clone, files)),
    ...suspicious,
    ...(cut ? ['The change is very large: only its first 2 MB were searched for hidden text.'] : []),
  ];
}

const UNFINISHED = 'The session ended without a report, so its work may be unfinished.';

function endedWithoutReport(thread: readonly RunEvent[]): boolean {
  const end = thread.findLast(({ body }) => body.kind === 'turn_finished')?.body;
  return end?.kind === 'turn_finished' && end.status === 'completed' && end.report === null;
}
