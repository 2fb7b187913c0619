import type { RunId } from '../../../../shared/ids.ts';
import { isPublishing } from '../../../../shared/run.ts';
import { perform } from '../../../state/actions.ts';
import { usePending, whilePending } from '../../../state/pending.ts';
import { store } from '../../../state/store.ts';
import { say } from '../../../state/toasts.ts';

/** The change that a person looks at: edits are refused when it is no longer this one. */
export interface SeenChange {
  runId: RunId;
  tree: string;
}

/** Brings back what the person saw before; while that is on its way out, later. */
const undo =
  ({ runId, tree }: SeenChange, seen: string) =>
  (): void => {
    const run = store.getState().runs[runId];
    if (run && isPublishing(run)) say(NOT_NOW, null, undo({ runId, tree }, seen));
    else void perform('runs.restoreRound', { runId, seen, tree });
  };
const NOT_NOW = 'Not undone: the change is on its way to a pull request. Undo it when it is there.';

const placeOf = (runId: RunId, path: string): string => `edit ${runId} ${path}`;
/** What is being done to the change of a file and not yet saved, in a word. */
export const usePendingEdit = (runId: RunId, path: string): string | null => usePending(placeOf(runId, path));

/** Takes the change to a file, or one hunk of it, out of the changeset. */
export async function discardChange(seen: SeenChange, path: string, hunk: number | null): Promise<void> {
  const answer = await whilePending(
    [placeOf(seen.runId, path)],
    'Discarding',
    perform('runs.discard', { ...seen, path, hunk }),
  );
  if (answer.ok)
    say(
      hunk === null ? `Discarded the change to ${path}` : `Discarded a hunk of ${path}`,
      null,
      undo(seen, answer.value.tree),
    );
}

/** Puts another text into a changed file; true when it is saved. */
export async function writeChangedFile(seen: SeenChange, path: string, text: string): Promise<boolean> {
  const answer = await perform('runs.writeFile', { ...seen, path, text });
  if (answer.ok) say(`Edited ${path}`, null, undo(seen, answer.value.tree));
  return answer.ok;
}
