import { useEffect } from 'react';
import type { RunId } from '../../shared/ids.ts';
import { repoLabel } from '../../shared/repo.ts';
import { isUndecided, type Review, type Run } from '../../shared/run.ts';
import { perform } from './actions.ts';
import { isPending, usePending, whilePending } from './pending.ts';
import { canReview } from './run-mark.ts';
import { store } from './store.ts';
import { say } from './toasts.ts';
import { openRun, openRunId, uiStore } from './ui-store.ts';

type Decision = Review['decision'];

/** The runs of the list on the screen, in its order; those of folded groups are among them. */
let shown: readonly RunId[] = [];

/** Says in which order the runs of the screen are decided on. */
export function useOrderOfDeciding(runIds: readonly RunId[]): void {
  useEffect(() => {
    shown = runIds;
    return () => {
      shown = [];
    };
  }, [runIds]);
}

/** The run after this one on which nobody has decided, then those from the beginning; null when it is the last. Pure. */
export function nextUndecided(order: readonly RunId[], runs: Readonly<Record<RunId, Run>>, after: RunId): RunId | null {
  const at = order.indexOf(after);
  const waits = (id: RunId): boolean =>
    id !== after && runs[id] !== undefined && isUndecided(runs[id]) && canReview(runs[id]);
  return [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))].find(waits) ?? null;
}

/** Approves one change and goes on to the next that waits; the person may have gone elsewhere meanwhile. */
export async function approve(runId: RunId): Promise<void> {
  const next = nextUndecided(shown, store.getState().runs, runId);
  const answer = await reviewRuns([runId], 'approved');
  const run = next === null ? undefined : store.getState().runs[next];
  if (!answer.ok || !run) return;
  const { route, activeRunId } = uiStore.getState();
  if (openRunId(route) === runId) openRun(run.jobId, run.id);
  else if (openRunId(route) === null && activeRunId === runId) uiStore.setState({ activeRunId: run.id });
}

/** What is being decided on a run and not yet saved. */
export const usePendingDecision = (runId: RunId | null): Decision | null =>
  usePending(`decide ${runId}`) as Decision | null;

export const isDecidingOn = (runId: RunId): boolean => isPending(`decide ${runId}`);

/** Decides on the changes of these runs. What a run had before comes back with Undo. */
export async function reviewRuns(runIds: readonly RunId[], decision: Decision, note = '') {
  const before = runIds.flatMap((id) => store.getState().runs[id] ?? []);
  const moments = watchDecisions(decision === 'none' ? [] : before.filter((run) => run.changeset !== null));
  const asked = perform('runs.review', { runIds: [...runIds], decision, note });
  const answer = await whilePending(
    runIds.map((id) => `decide ${id}`),
    decision,
    asked,
  );
  if (!answer.ok) moments.stop();
  if (answer.ok && decision !== 'none') {
    const word = decision === 'approved' ? 'Approved' : 'Rejected';
    const [first] = before;
    const what = first && before.length === 1 ? repoLabel(first.repo) : `${before.length} changes`;
    say(`${word} ${what}`, null, () => void takeBack(decision, before, moments.at), runIds);
  }
  return answer;
}

/** When each of these runs is decided on next: pushes tell it, a moment after the answer. Ends once all have, or are gone. */
export function watchDecisions(before: readonly Run[]): { at: ReadonlyMap<RunId, number | null>; stop: () => void } {
  const at = new Map<RunId, number | null>();
  const stop = store.subscribe(({ runs }) => {
    for (const { id, review } of before) {
      const now = runs[id]?.review.at ?? null;
      if (!at.has(id) && (now !== review.at || !runs[id])) at.set(id, now);
    }
    if (at.size === before.length) stop();
  });
  return { at, stop };
}

/** Those of these runs on which nothing has been decided since: not even the same once more. Pure. */
export const decidedThen = (
  all: readonly Run[],
  runs: Readonly<Record<RunId, Run>>,
  decision: Decision,
  at: ReadonlyMap<RunId, number | null>,
): Run[] => all.filter(({ id }) => runs[id]?.review.decision === decision && runs[id].review.at === at.get(id));

/** Puts back what was decided before this decision, where nothing has been decided since. */
async function takeBack(decision: Decision, all: readonly Run[], at: ReadonlyMap<RunId, number | null>): Promise<void> {
  const { runs } = store.getState();
  const own = decidedThen(all, runs, decision, at);
  const before = own.filter(({ id }) => runs[id] && canReview(runs[id]));
  const gone = all.filter(({ id }) => !runs[id] || !canReview(runs[id])).length;
  if (gone > 0)
    say(`Too late for ${gone === 1 ? 'a change' : `${gone} changes`}: on the way to a pull request, or at work again`);
  for (const earlier of ['none', 'approved', 'rejected'] as const) {
    const alike = before.filter(({ review }) => review.decision === earlier);
    for (const note of new Set(alike.map(({ review }) => review.note))) {
      const runIds = alike.filter(({ review }) => review.note === note).map(({ id }) => id);
      await perform('runs.review', { runIds, decision: earlier, note });
    }
  }
}
