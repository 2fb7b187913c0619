import { useState } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { reviewRuns } from '../../state/deciding.ts';
import { forgetDraft, useDraftText } from '../../state/drafts.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from '../../ui/NoteDialog.module.css';

interface RejectDialogProps {
  runId: RunId;
  /** What stands in the comment field already: most likely the reason. */
  words: string;
  onRejected: () => void;
  onClose: () => void;
}

/**
 * Asks why a change is rejected. Without it, somebody who presses R and goes on typing the reason would give one command
 * per letter: E approves, O opens the pull request.
 */
export function RejectDialog({ runId, words, onRejected, onClose }: RejectDialogProps) {
  const place = `reason ${runId}`;
  const [reason, setReason] = useDraftText(place, runId, words);
  const [busy, setBusy] = useState(false);
  const reject = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await reviewRuns([runId], 'rejected', reason.trim());
    setBusy(false);
    if (!answer.ok) return;
    forgetDraft(place);
    onRejected();
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      onSend={() => void reject()}
      title="Reject the change"
      description="No pull request is opened, and the session does not go on."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" keys="Mod+Enter" loading={busy} onClick={() => void reject()}>
            Reject
          </Button>
        </>
      }
    >
      <textarea
        className={styles.note}
        rows={3}
        aria-label="Reason"
        placeholder="Why? You may leave this empty."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Dialog>
  );
}
