import { useState } from 'react';
import type { Run } from '../../shared/run.ts';
import { forgetDraft, useDraftText } from '../state/drafts.ts';
import { sendNote } from '../state/note.ts';
import { canComment } from '../state/run-mark.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { plural } from './format.ts';
import styles from './NoteDialog.module.css';

/** Writes one note to the sessions of several runs. */
export function NoteDialog({ runs, onClose }: { runs: readonly Run[]; onClose: () => void }) {
  // The same rows, as far as a person can tell.
  const place = `note ${runs[0]?.id} ${runs.length}`;
  const [text, setText] = useDraftText(place, runs[0]?.jobId ?? null);
  const [sending, setSending] = useState(false);
  const words = text.trim();
  const hearing = runs.filter(canComment).length;
  const deaf = runs.length - hearing;
  const send = async () => {
    if (words === '' || sending) return;
    setSending(true);
    const sent = await sendNote(runs, words);
    setSending(false);
    if (!sent) return;
    forgetDraft(place);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      onSend={words === '' ? null : () => void send()}
      title={`Note to ${plural(hearing, 'session')}`}
      description={`It becomes the next turn of each.${deaf > 0 ? ` Left out: ${plural(deaf, 'run')} without a session that could go on.` : ''}`}
      footer={
        <Button
          variant="primary"
          keys="Mod+Enter"
          loading={sending}
          disabled={words === ''}
          onClick={() => void send()}
        >
          Send to {plural(hearing, 'session')}
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
