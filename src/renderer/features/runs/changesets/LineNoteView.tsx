import { useState } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { Button } from '../../../ui/Button.tsx';
import styles from './DiffPane.module.css';
import { keepNote, type LineNote } from './line-notes.ts';

/** A comment under its line: being written, or waiting to be sent. */
export function LineNoteView({ runId, note }: { runId: RunId; note: LineNote }) {
  const [text, setText] = useState(note.text);
  const [writing, setWriting] = useState(note.text === '');
  const keep = () => {
    keepNote(runId, note.id, text);
    setWriting(false);
  };
  const leave = () => {
    setText(note.text);
    setWriting(false);
    if (note.text === '') keepNote(runId, note.id, '');
  };
  const name = `Comment on line ${note.line} of ${note.path}`;
  if (!writing) {
    return (
      <div className={styles.lineNote} role="note" aria-label={name}>
        <p>{note.text}</p>
        <Button size="small" variant="ghost" onClick={() => setWriting(true)}>
          Edit
        </Button>
        <Button size="small" variant="ghost" onClick={() => keepNote(runId, note.id, '')}>
          Remove
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.lineNote}>
      <textarea
        // A person asked for it this very moment.
        // biome-ignore lint/a11y/noAutofocus: as above
        autoFocus
        rows={2}
        aria-label={name}
        placeholder="What should be different here?"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const isDone = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
          if (!isDone && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          if (isDone) keep();
          else leave();
        }}
      />
      <Button size="small" onClick={keep}>
        Keep
      </Button>
      <Button size="small" variant="ghost" onClick={leave}>
        Cancel
      </Button>
    </div>
  );
}
