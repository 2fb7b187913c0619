import { CheckCheck, MessageSquare } from 'lucide-react';
import { useState } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { perform, reviewRuns } from '../../state/actions.ts';
import { canReview } from '../../state/run-mark.ts';
import { useClient } from '../../state/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { plural } from '../../ui/format.ts';
import { useCommand } from '../../ui/use-command.ts';
import { useGroupOfRun } from './groups-store.ts';
import styles from './Review.module.css';

/** Decides for all runs of the group that this one stands in. Outliers are decided one by one. */
export function GroupDecisions({ runId }: { runId: RunId }) {
  const jobId = useClient((state) => state.runs[runId]?.jobId);
  const group = useGroupOfRun(jobId, runId);
  const runs = useClient((state) => state.runs);
  const [writing, setWriting] = useState(false);
  const members = (group?.members ?? []).flatMap((member) => runs[member.runId] ?? []).filter(canReview);
  const waiting = members.filter(({ review }) => review.decision === 'none').map(({ id }) => id);
  const all = members.map(({ id }) => id);
  const several = all.length > 1;
  const approvable = several && group?.kind !== 'outliers' && waiting.length > 0;
  useCommand('group-approve', () => void reviewRuns(waiting, 'approved'), approvable);
  useCommand('group-comment', () => setWriting(true), several);

  if (!several) return null;
  return (
    <>
      <Button icon={<MessageSquare size={14} aria-hidden />} title="Shift+C" onClick={() => setWriting(true)}>
        Note to all {all.length}
      </Button>
      {approvable && (
        <Button
          icon={<CheckCheck size={15} aria-hidden />}
          keys="Shift+E"
          onClick={() => void reviewRuns(waiting, 'approved')}
        >
          Approve {waiting.length}
        </Button>
      )}
      {writing && <NoteDialog runIds={all} onClose={() => setWriting(false)} />}
    </>
  );
}

function NoteDialog({ runIds, onClose }: { runIds: readonly RunId[]; onClose: () => void }) {
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const words = text.trim();
  const send = async () => {
    if (words === '' || sending) return;
    setSending(true);
    const answer = await perform(
      'runs.comment',
      { runIds: [...runIds], text: words },
      `Sent to ${plural(runIds.length, 'session')}`,
    );
    setSending(false);
    if (answer.ok) onClose();
  };
  useCommand('send', () => void send(), words !== '');
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Note to all ${runIds.length}`}
      description="It becomes the next turn of each session in this group."
      footer={
        <Button
          variant="primary"
          keys="Mod+Enter"
          loading={sending}
          disabled={words === ''}
          onClick={() => void send()}
        >
          Send to {plural(runIds.length, 'session')}
        </Button>
      }
    >
      <textarea
        className={styles.note}
        rows={5}
        aria-label="Note"
        placeholder="What should be different in all of them?"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </Dialog>
  );
}
