import { CheckCheck, MessageSquare } from 'lucide-react';
import { useState } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { reviewRuns, usePendingDecision } from '../../state/deciding.ts';
import { useClient } from '../../state/store.ts';
import { useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { NoteDialog } from '../../ui/NoteDialog.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { useGroupOfRun } from './groups-store.ts';
import { isShownToDecide } from './review-lines.ts';

/** Decides for all runs of the group that this one stands in, as far as the list shows them. What is not the same is decided one by one. */
export function GroupDecisions({ runId }: { runId: RunId }) {
  const jobId = useClient((state) => state.runs[runId]?.jobId);
  const group = useGroupOfRun(jobId, runId);
  const runs = useClient((state) => state.runs);
  const [writing, setWriting] = useState(false);
  const filter = useUi((state) => state.filter);
  const members = (group?.members ?? [])
    .flatMap((member) => runs[member.runId] ?? [])
    .filter((run) => isShownToDecide(run, filter));
  const waiting = members.filter(({ review }) => review.decision === 'none').map(({ id }) => id);
  const all = members.map(({ id }) => id);
  const several = all.length > 1;
  const deciding = usePendingDecision(waiting[0] ?? null) !== null;
  const approvable = several && group?.kind === 'alike' && waiting.length > 0;
  useCommand('group-approve', () => void reviewRuns(waiting, 'approved'), approvable);
  useCommand('group-comment', () => setWriting(true), several);

  if (!several) return null;
  return (
    <>
      <Button
        icon={<MessageSquare size={14} aria-hidden />}
        aria-label={`Note to all ${all.length}`}
        title={`Note to all ${all.length} (Shift+C)`}
        onClick={() => setWriting(true)}
      >
        <span data-spare>Note to all</span>
        {all.length}
      </Button>
      {approvable && (
        <Button
          icon={<CheckCheck size={15} aria-hidden />}
          keys="Shift+E"
          loading={deciding}
          aria-label={`Approve ${waiting.length}`}
          title={`Approve the ${waiting.length} of this group that wait (Shift+E)`}
          onClick={() => void reviewRuns(waiting, 'approved')}
        >
          <span data-spare>Approve</span>
          {waiting.length}
        </Button>
      )}
      {writing && <NoteDialog runs={members} onClose={() => setWriting(false)} />}
    </>
  );
}
