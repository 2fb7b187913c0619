import { readdir } from 'node:fs/promises';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { Notice } from '../../shared/messages/notices.ts';
import type { Clone } from '../git/contract.ts';
import { unfitRules } from '../lib/rule-files.ts';
import type { RunOptions } from './run-options.ts';
import { sessionMoves } from './session-moves.ts';

/** Read-only tools: the state of a clone is known while only these have run. */
const READING = new Set(['list_files', 'read_file', 'search_code', 'finish']);
const MOST_NAMED = 5;

/** The expected files of a clone: those of the base commit or of a tree, or unknown because something may have changed them. */
export type KnownFiles = { kind: 'base' } | { kind: 'tree'; tree: string } | { kind: 'unknown' };

/** The expected files according to a thread's events. An interrupted tool or check may have left anything. Pure. */
export function knownFiles(thread: readonly RunEvent[]): KnownFiles {
  let known: KnownFiles = { kind: 'unknown' };
  let beforeCheck: KnownFiles = known;
  for (const { body } of thread) {
    if (body.kind === 'cloned') known = { kind: 'base' };
    else if (body.kind === 'changeset_ready') known = { kind: 'tree', tree: body.changeset.tree };
    else if (body.kind === 'tool_started' && !READING.has(body.name)) known = { kind: 'unknown' };
    else if (body.kind === 'phase_started' && (body.phase === 'baseline' || body.phase === 'checking')) {
      beforeCheck = known;
      known = { kind: 'unknown' };
    } else if (body.kind === 'check_finished' && known.kind === 'unknown') known = beforeCheck;
  }
  return known;
}

/**
 * Compares a reopened clone with its thread. If all files are gone, they are restored where it is known which they were;
 * other differences may be a person's work: they stay, and the reviewer is notified. Error: clone_missing.
 */
export async function checkClone(
  options: Pick<RunOptions, 'git' | 'runFolder' | 'record'>,
  clone: Clone,
  thread: readonly RunEvent[],
  round: number,
): Promise<Result<Clone>> {
  const known = knownFiles(thread);
  const isEmpty = clone.files > 0 && (await readdir(clone.treePath)).every((name) => name === '.git');
  if (known.kind === 'unknown') return isEmpty ? GONE : ok(clone);
  const read = await options.git.readChangeset(clone, round, sessionMoves(thread));
  // Rules that git cannot read are for the session to fix: it is notified when its change is read.
  if (!read.ok) return (await unfitRules(clone.treePath)) === null ? read : ok(clone);
  const tree = read.value?.tree ?? null;
  if (known.kind === 'base' ? tree === null : tree === known.tree) return ok(clone);
  if (isEmpty) {
    const { git, runFolder } = options;
    const evicted = await git.evictClone(runFolder, known.kind === 'tree' ? known.tree : null);
    const restored = evicted.ok ? await git.openClone(runFolder) : evicted;
    if (!restored.ok) return restored;
    return tell(options, restored.value, { code: 'clone_files_restored', parameters: {} });
  }
  const since = known.kind === 'tree' ? known.tree : null;
  const differing = since && tree ? await options.git.compare(clone, since, tree) : ok(read.value?.files ?? []);
  const paths = differing.ok ? differing.value.map(({ path }) => path) : [];
  const parameters = { paths: paths.slice(0, MOST_NAMED), more: Math.max(0, paths.length - MOST_NAMED) };
  return tell(options, clone, { code: 'clone_changed_outside', parameters });
}

const GONE = failure('clone_missing', 'The files of this clone are gone.', {
  why: 'They were deleted from outside, while it was not recorded what they were.',
  next: 'Retry the run: it is cloned again.',
});

async function tell({ record }: Pick<RunOptions, 'record'>, clone: Clone, message: Notice): Promise<Result<Clone>> {
  const recorded = await record({ kind: 'notice', level: 'warning', message });
  return recorded.ok ? ok(clone) : recorded;
}
