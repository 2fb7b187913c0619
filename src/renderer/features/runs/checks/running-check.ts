import type { RunId } from '../../../../shared/ids.ts';
import { invoke } from '../../../api.ts';
import { perform } from '../../../state/actions.ts';
import { placeOf } from '../../../state/error-place.ts';
import { usePending, whilePending } from '../../../state/pending.ts';
import { store } from '../../../state/store.ts';
import { say, sayError } from '../../../state/toasts.ts';

const keyOf = (runId: RunId): string => `check ${runId}`;
const stopped = new Set<RunId>();

/** Since when (epoch ms) the check of this run runs once more; null while it does not. */
export function useRunningCheck(runId: RunId): number | null {
  const since = usePending(keyOf(runId));
  return since === null ? null : Number(since);
}

/** Runs the check once more, however long somebody looks at it. */
export async function checkAgain(runId: RunId): Promise<void> {
  const answer = await whilePending([keyOf(runId)], String(Date.now()), invoke('runs.checkAgain', { runId }));
  if (stopped.delete(runId) && !answer.ok) say('Stopped the check: what it said before stays');
  else if (answer.ok) say('The check has run again');
  else
    sayError(
      answer.error,
      placeOf({ runId }, store.getState().runs, () => void checkAgain(runId)),
    );
}

export async function stopCheck(runId: RunId): Promise<void> {
  stopped.add(runId);
  await perform('runs.stopCheck', { runId });
}
