import type { RunId } from '../../../../shared/ids.ts';
import { perform } from '../../../state/actions.ts';
import { say } from '../../../state/toasts.ts';

/** The change that a person looks at: edits are refused when it is no longer this one. */
export interface SeenChange {
  runId: RunId;
  tree: string;
}

const undo =
  ({ runId, tree }: SeenChange, seen: string) =>
  () =>
    void perform('runs.restoreRound', { runId, seen, tree });

/** Takes the change to a file, or one hunk of it, out of the changeset. */
export async function discardChange(seen: SeenChange, path: string, hunk: number | null): Promise<void> {
  const answer = await perform('runs.discard', { ...seen, path, hunk });
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
