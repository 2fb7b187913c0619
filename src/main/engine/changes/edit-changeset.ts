import type { Changeset } from '../../../shared/changeset.ts';
import type { Verdict } from '../../../shared/check.ts';
import { failure, ok, type Result } from '../../../shared/errors.ts';
import type { RunEvent, RunEventBody } from '../../../shared/events.ts';
import type { GuardRails } from '../../../shared/job.ts';
import { changeDoubts } from '../../executor/change-doubts.ts';
import { guardProblems } from '../../executor/guards.ts';
import { progressOf } from '../../executor/run-progress.ts';
import { sessionMoves } from '../../executor/session-moves.ts';
import type { Clone, GitApi } from '../../git/contract.ts';

interface Edit {
  git: GitApi;
  clone: Clone;
  events: readonly RunEvent[];
  guards: GuardRails;
  record: (...bodies: RunEventBody[]) => Promise<Result<unknown>>;
  /** The current tree of the files. */
  from: string;
  /** Their new tree. */
  to: string;
  /** What the person did, for the session's next turn. */
  words: string;
}

/**
 * Changes the files of a settled run to another tree and records that as a new round. Refuses a tree without any change:
 * then the run should be rejected.
 */
export async function editChangeset(edit: Edit): Promise<Result<Changeset>> {
  const { git, clone, events, from, to } = edit;
  const restored = await git.restoreTree(clone, to);
  if (!restored.ok) return restored;
  const rounds = events.filter(({ body }) => body.kind === 'changeset_ready').length;
  const { baseline, thread } = progressOf(events);
  const read = await git.readChangeset(clone, rounds + 1, sessionMoves(thread));
  if (!read.ok) return read;
  if (read.value === null) {
    const back = await git.restoreTree(clone, from);
    return back.ok ? NOTHING_LEFT : back;
  }
  const found = await changeDoubts(git, clone, read.value, baseline?.command ?? null, thread);
  const changeset = { ...read.value, ...found };
  const verdict = verdictOfTree(events, changeset.tree);
  const recorded = await edit.record(
    { kind: 'comment_added', text: edit.words },
    { kind: 'changeset_ready', changeset },
    { kind: 'guard_finished', problems: guardProblems(changeset, edit.guards) },
    ...(verdict ? [{ kind: 'verdict_reached' as const, verdict }] : []),
  );
  return recorded.ok ? ok(changeset) : recorded;
}

const NOTHING_LEFT = failure('not_allowed', 'This is all that is left of the change.', {
  next: 'Reject the run instead.',
});

/** The check results of this tree, from the round in which it was the changeset. */
function verdictOfTree(events: readonly RunEvent[], tree: string): Verdict | null {
  let current: string | null = null;
  let verdict: Verdict | null = null;
  for (const { body } of events) {
    if (body.kind === 'changeset_ready') current = body.changeset.tree;
    else if (body.kind === 'verdict_reached' && current === tree) verdict = body.verdict;
  }
  return verdict;
}
