import type { Changeset } from '../../shared/changeset.ts';
import type { RunEvent } from '../../shared/events.ts';
import { byReason } from '../../shared/left-out.ts';
import type { Doubt } from '../../shared/messages/doubts.ts';
import { distinct } from '../../shared/messages/message.ts';
import { alteredCheck } from '../checks/altered-check.ts';
import { alteredScripts, calledScripts, type ManifestChange } from '../checks/altered-scripts.ts';
import { automationFiles } from '../checks/automation-files.ts';
import { cloneReader } from '../checks/clone-reader.ts';
import { foreignSources, namesSources } from '../checks/foreign-sources.ts';
import { missingTests } from '../checks/missing-tests.ts';
import { pipedScripts } from '../checks/piped-script.ts';
import { reviewerNotes, suspiciousDoubts, suspiciousReads } from '../checks/reviewer-notes.ts';
import { secretPlaces } from '../checks/secret-text.ts';
import type { Clone, GitApi } from '../git/contract.ts';
import { hiddenChanges } from './hidden-changes.ts';
import { sessionReads } from './session-reads.ts';

/** At most so much is searched for hidden text. */
const INSPECTED_BYTES = 2_000_000;
/** A picture or archive is searched for keys up to this size. */
const INSPECTED_BINARY_BYTES = 5_000_000;
const INSPECTED_BINARIES = 50;

/**
 * What a reviewer should look at twice: a check that the change itself alters, hidden or agent-directed text in it, or
 * in what the session read, keys in it, files that run by themselves, a script whose exit code says nothing, and what the
 * session changed beside its change. An unreadable patch is reported where it is needed.
 * @param command the check of this run; null when it has none
 * @param thread the events since the clone was made
 */
export async function changeDoubts(
  git: Pick<GitApi, 'patch' | 'readBytes'>,
  clone: Clone,
  { tree, files, leftOut = [] }: Changeset,
  command: string | null,
  thread: readonly RunEvent[],
): Promise<Pick<Changeset, 'doubts' | 'ciFiles'>> {
  // Deliberately ignored files are only noted; files that could not be included are missing from the change.
  const missing = byReason(leftOut.filter(({ why }) => why !== 'ignored')).map(
    (parameters): Doubt => ({ code: 'left_out', parameters }),
  );
  const read = await git.patch(clone, tree, null, INSPECTED_BYTES);
  if (!read.ok) return { doubts: missing, ciFiles: automationFiles(files, '') };
  const { patch, cut } = read.value;
  const paths = files.map(({ path }) => path);
  const { binaries, unread } = await binariesOf(git, clone, tree, files);
  const suspicious = distinct([
    ...(await reviewerNotes(clone.treePath, patch)),
    ...suspiciousDoubts(suspiciousReads(sessionReads(thread))),
  ]);
  const doubts: Doubt[] = [
    ...secretPlaces(patch, paths, binaries),
    ...missing,
    ...(endedWithoutReport(thread) ? [{ code: 'ended_without_report' as const, parameters: {} }] : []),
    ...(await proofDoubts(git, clone, { tree, files }, command, patch)),
    ...(command === null ? [] : await pipedScripts(cloneReader(clone.treePath), command)),
    ...(await hiddenChanges(clone, files)),
    ...suspicious,
    ...unread.map((path) => ({ code: 'not_searched' as const, parameters: { path } })),
    ...(cut ? [{ code: 'searched_in_part' as const, parameters: {} }] : []),
  ];
  return { doubts, ciFiles: automationFiles(files, patch) };
}

/** Beyond this many manifests only changed lines are compared. */
const READ_MANIFESTS = 20;
const MANIFEST_BYTES = 1_000_000;
const LOCK_BYTES = 8_000_000;

/** What weakens the proof of a change: it alters what the check runs, or where that comes from. */
async function proofDoubts(
  git: Pick<GitApi, 'readBytes'>,
  clone: Clone,
  { tree, files }: Pick<Changeset, 'tree' | 'files'>,
  command: string | null,
  patch: string,
): Promise<Doubt[]> {
  const text = async (at: string, path: string, most: number): Promise<string | null> => {
    const read = await git.readBytes(clone, at, path, most);
    return read.ok ? (read.value?.toString('utf8') ?? null) : null;
  };
  const manifests: ManifestChange[] = [];
  for (const { path } of files
    .filter((file) => /(?:^|\/)(?:package|composer)\.json$/.test(file.path))
    .slice(0, READ_MANIFESTS))
    manifests.push({
      path,
      before: await text(clone.baseCommit, path, MANIFEST_BYTES),
      after: await text(tree, path, MANIFEST_BYTES),
    });
  const before = new Map<string, string>();
  for (const { path } of files.filter((file) => namesSources(file.path)).slice(0, READ_MANIFESTS))
    before.set(path, (await text(clone.baseCommit, path, LOCK_BYTES)) ?? '');
  const called =
    command === null ? [] : calledScripts(command, await text(clone.baseCommit, 'package.json', MANIFEST_BYTES));
  return distinct([
    ...alteredCheck(command, files, patch, called),
    ...manifests.flatMap((manifest) => alteredScripts(command, manifest)),
    ...foreignSources(patch, before),
    ...missingTests(files, patch, command),
  ]);
}

/** The bytes of binary files, if there are few enough of them to be searched. */
async function binariesOf(
  git: Pick<GitApi, 'readBytes'>,
  clone: Clone,
  tree: string,
  files: Changeset['files'],
): Promise<{ binaries: Map<string, Buffer>; unread: string[] }> {
  const binaries = new Map<string, Buffer>();
  const unread: string[] = [];
  for (const { path } of files.filter(({ binary, status }) => binary && status !== 'deleted')) {
    const bytes =
      binaries.size < INSPECTED_BINARIES ? await git.readBytes(clone, tree, path, INSPECTED_BINARY_BYTES) : null;
    if (bytes?.ok && bytes.value) binaries.set(path, bytes.value);
    else if (!bytes?.ok) unread.push(path);
  }
  return { binaries, unread };
}

function endedWithoutReport(thread: readonly RunEvent[]): boolean {
  const end = thread.findLast(({ body }) => body.kind === 'turn_finished')?.body;
  return end?.kind === 'turn_finished' && end.status === 'completed' && end.report === null;
}
