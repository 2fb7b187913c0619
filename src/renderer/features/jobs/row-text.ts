import { VERDICT_WORDS } from '../../../shared/check.ts';
import { isSame } from '../../../shared/messages/message.ts';
import { hasNewChange, isPublishing, outcomeOf, type Run } from '../../../shared/run.ts';
import type { RunGroup } from '../../../shared/run-group.ts';
import { actionOf, failureOf, runText, waitsUntil } from '../../../shared/run-text.ts';
import { hasDoubts } from '../../state/run-mark.ts';
import { formatCountdown, plural } from '../../ui/format.ts';
import { tryAgainText } from '../../ui/try-again-text.ts';

export const GROUP_WORDS: Record<RunGroup, string> = {
  needs_you: 'Needs you',
  ready: 'Ready to open',
  running: 'Running',
  waiting: 'Waiting',
  done: 'Done',
};

/** Done is folded until somebody opens it: it asks for nothing. */
export const isUsuallyFolded = (group: RunGroup, groups: number): boolean => group === 'done' && groups > 1;

/** What a row says of its run in one cell. */
export interface RowText {
  text: string;
  tone: 'plain' | 'muted' | 'bad' | 'attention';
  /** Of the changeset; null when there is none. */
  lines: { insertions: number; deletions: number } | null;
}

const plain = (text: string, tone: RowText['tone'] = 'plain'): RowText => ({ text, tone, lines: null });

/** The words of a row: what it does now, what it brought, or why it failed. `now` and `isPaused`, of its job, only matter while it waits. */
export function rowText(run: Run, now: number, isPaused = false): RowText {
  const again = tryAgainText(run, now, isPaused);
  if (again !== null) return plain(again, 'attention');
  const until = waitsUntil(run);
  const waiting = until !== null && until > now ? `, goes on in ${formatCountdown(until - now)}` : '';
  if (run.status === 'queued') {
    const failed = run.lastError && run.action.code !== 'trying_again' ? `after: ${run.lastError.message}` : '';
    // The state says that it waits, and the group what for.
    const words = run.action.code === 'waiting_for_place' ? '' : `${actionOf(run)}${waiting}`;
    return plain([words, failed].filter(Boolean).join(', '), failed ? 'attention' : 'muted');
  }
  if (run.status === 'running')
    return plain(`${actionOf(run)}${waiting}`, run.waitingUntil !== null || run.lastError ? 'attention' : 'plain');
  if (isPublishing(run)) return plain(`${runText(run)}${waiting}`);
  const { pullRequest } = run.publication;
  const isOut = outcomeOf(run) === 'changed' && !hasNewChange(run) && pullRequest !== null;
  const failure = failureOf(run);
  if (failure && !isOut)
    return plain(
      failure.message,
      run.outcome === 'changed' || run.outcome === 'stopped' || run.status === 'interrupted' ? 'attention' : 'bad',
    );
  if (!run.changeset || run.outcome !== 'changed')
    return plain(actionOf(run), run.outcome === 'stopped' ? 'attention' : 'muted');
  const { files, insertions, deletions } = run.changeset;
  const proof = [
    ...(pullRequest && !isOut ? [`newer than pull request #${pullRequest.number}`] : []),
    ...(run.verdict ? [VERDICT_WORDS[run.verdict]] : []),
    ...(run.guardProblems.length > 0 ? [plural(run.guardProblems.length, 'guard rail')] : []),
    ...(run.changeset.doubts.length > 0 ? ['suspicious'] : []),
    ...(run.judgeReasons.length > 0 ? ['judge objects'] : []),
  ];
  return {
    text: [plural(files, 'file'), ...proof].join(' · '),
    tone: hasDoubts(run) && !isOut ? 'attention' : 'muted',
    lines: { insertions, deletions },
  };
}

/** What the head of approved changes says besides their number: which of them can only be saved. */
export function readyHint(runs: readonly Run[]): string {
  const patches = runs.filter((run) => run.canPush === false).length;
  if (patches === 0) return '';
  return patches === runs.length
    ? 'as patches: you cannot push there'
    : `${patches} of them as a patch: you cannot push there`;
}

/**
 * Why the runs of a group wait, said once on the group: what holds all of them back (`because`), or else what each of them
 * says when they all say the same.
 */
export function groupHint(runs: readonly Run[], now: number, because: string | null): string {
  const [first] = runs;
  if (!first) return '';
  if (because !== null) return because;
  if (!runs.every((run) => isSame(run.action, first.action))) return '';
  const until = Math.max(...runs.map((run) => run.waitingUntil ?? 0));
  return until > now ? `${actionOf(first)}, resumes in ${formatCountdown(until - now)}` : actionOf(first);
}
