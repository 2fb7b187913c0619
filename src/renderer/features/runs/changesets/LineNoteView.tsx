import { useState } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { forgetDraft, setDraft, useDraftText } from '../../../state/drafts.ts';
import { say } from '../../../state/toasts.ts';
import { Button } from '../../../ui/Button.tsx';
import styles from './DiffPane.module.css';
import { keepNote, type LineNote, putNoteBack } from './line-notes.ts';

/** A comment under its line: being written, or waiting to be sent. */
export function LineNoteView({ runId, note }: { runId: RunId; note: LineNote }) {
  // The viewer takes this down whenever it draws its lines anew: scrolled away, split, another width.
  const place = `line ${runId} ${note.id}`;
  const [text, setText] = useDraftText(place, runId, note.text);
  const [asked, setAsked] = useState(false);
  const writing = asked || text !== note.text || note.text === '';
  const done = (words: string) => {
    keepNote(runId, note.id, words);
    forgetDraft(place);
    setAsked(false);
  };
  const takeBack = (what: string) =>
    say(what, null, () => {
      putNoteBack(runId, note);
      if (text !== note.text) setDraft(place, runId, text);
    });
  const cancel = () => {
    done(note.text);
    if (text.trim() !== note.text) takeBack('Discarded what you had written');
  };
  const remove = () => {
    keepNote(runId, note.id, '');
    takeBack('Removed the comment');
  };
  const name = `Comment on line ${note.line} of ${note.path}`;
  if (!writing) {
    return (
      <div className={styles.lineNote} role="note" aria-label={name}>
        <p>{note.text}</p>
        <Button size="small" variant="ghost" onClick={() => setAsked(true)}>
          Edit
        </Button>
        <Button size="small" variant="ghost" onClick={remove}>
          Remove
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.lineNote}>
      <textarea
        // A person asked for it this very moment; what was begun before only comes into sight again.
        // biome-ignore lint/a11y/noAutofocus: as above
        autoFocus={text === note.text}
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
          if (isDone) done(text);
          else if (text === note.text) cancel();
          else event.currentTarget.blur();
        }}
      />
      <Button size="small" onClick={() => done(text)}>
        Keep
      </Button>
      <Button size="small" variant="ghost" onClick={cancel}>
        Cancel
      </Button>
    </div>
  );
}
