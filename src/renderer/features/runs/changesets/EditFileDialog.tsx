import { useEffect, useState } from 'react';
import type { AppError } from '../../../../shared/errors.ts';
import { invoke } from '../../../api.ts';
import { forgetDraft, useDraftText } from '../../../state/drafts.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { DiscardButton } from '../../../ui/DiscardButton.tsx';
import { ErrorCard } from '../../../ui/ErrorCard.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import styles from './DiffPane.module.css';
import { type SeenChange, writeChangedFile } from './edit-change.ts';

/** A changed file as plain text, to be put right by hand. */
export function EditFileDialog({ seen, path, onClose }: { seen: SeenChange; path: string; onClose: () => void }) {
  const { runId } = seen;
  const [before, setBefore] = useState<string | null>(null);
  // An edit is one of this text: of another change it would undo what changed meanwhile.
  const place = `edit ${runId} ${seen.tree} ${path}`;
  const [text, setText] = useDraftText(place, runId, before ?? '');
  const [error, setError] = useState<AppError | null>(null);
  const [saving, setSaving] = useState(false);
  useEffect(() => {
    void invoke('runs.readFile', { runId, path }).then((answer) => {
      if (!answer.ok) {
        setError(answer.error);
        return;
      }
      // A text area knows one kind of line end; main keeps those of the file.
      setBefore(answer.value.text.replaceAll('\r\n', '\n'));
    });
  }, [runId, path]);
  const changed = before !== null && text !== before;
  const save = async () => {
    if (!changed || saving) return;
    setSaving(true);
    const saved = await writeChangedFile(seen, path, text);
    setSaving(false);
    if (!saved) return;
    forgetDraft(place);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      onSend={changed ? () => void save() : null}
      width="large"
      title={path}
      description="Your edit becomes a part of the change. It has to be approved and checked anew."
      footer={
        <>
          {changed && (
            <DiscardButton
              label="Discard my edit"
              what={`What you changed in ${path}`}
              onDiscard={() => forgetDraft(place)}
            />
          )}
          <Button variant="primary" keys="Mod+Enter" disabled={!changed} loading={saving} onClick={() => void save()}>
            Save the file
          </Button>
        </>
      }
    >
      {error ? (
        <ErrorCard error={error} only={[]} />
      ) : before === null ? (
        <SkeletonRows rows={8} label="Reading the file" />
      ) : (
        <textarea
          className={styles.editor}
          aria-label={`Text of ${path}`}
          spellCheck={false}
          wrap="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
    </Dialog>
  );
}
