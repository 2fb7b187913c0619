import { Check, GitPullRequest, Save, Send } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Run } from '../../../shared/run.ts';
import { savePatches } from '../../state/actions.ts';
import { performText } from '../../state/anyway.ts';
import { approve, reviewRuns, usePendingDecision } from '../../state/deciding.ts';
import { forgetSent, useDraftText } from '../../state/drafts.ts';
import { canComment, canPublish, canReview, nextStepOf } from '../../state/run-mark.ts';
import { askToPublish } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { plural } from '../../ui/format.ts';
import { useCommand } from '../../ui/use-command.ts';
import { clearSent, messageOf, useLineNotes } from './changesets/line-notes.ts';
import { RejectDialog } from './RejectDialog.tsx';
import styles from './RunView.module.css';

const ICON = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

const NOTHING_TO_DECIDE = 'There is no change to decide on here';

/**
 * Says something to the session, or decides on its changeset. What is written becomes the next turn; "Reject" takes it as
 * the reason that it asks for.
 */
export function DecisionBar({ run, more }: { run: Run; more?: ReactNode }) {
  const place = `comment ${run.id}`;
  const [text, setText] = useDraftText(place, run.id);
  const [sending, setSending] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { decision } = run.review;
  const { pullRequest } = run.publication;
  const reviewable = canReview(run);
  const commentable = canComment(run);
  const words = text.trim();
  const notes = useLineNotes(run.id).filter((note) => note.text !== '');
  const something = words !== '' || notes.length > 0;

  const send = async () => {
    if (!something || sending) return;
    setSending(true);
    const message = messageOf(notes, words);
    const answer = await performText('runs.comment', { runIds: [run.id], text: message }, 'Sent to the session');
    setSending(false);
    if (!answer.ok) return;
    forgetSent(place, text);
    clearSent(run.id, notes);
    // What follows is the next decision, by key: in the field its letter would be text.
    field.current?.blur();
  };
  const pending = usePendingDecision(run.id);
  const next = nextStepOf(run, something);
  const variantOf = (step: typeof next) => (step === next ? 'primary' : 'secondary');
  const toggleApproval = () => {
    if (pending !== null) return;
    void (decision === 'approved' ? reviewRuns([run.id], 'none') : approve(run.id));
  };
  const reject = () => {
    if (pending !== null) return;
    if (decision === 'rejected') void reviewRuns([run.id], 'none');
    else setRejecting(true);
  };
  useCommand('comment', () => field.current?.focus(), commentable, undefined, 'This run has no session to comment to');
  useCommand('send', () => void send(), something);
  // While a decision is being saved they still answer, and do nothing: the list would answer for the same run.
  useCommand('approve', toggleApproval, reviewable, undefined, NOTHING_TO_DECIDE);
  useCommand('reject', reject, reviewable, undefined, NOTHING_TO_DECIDE);
  useCommand('run-publish', () => askToPublish([run.id]), canPublish(run));

  if (!commentable && !reviewable) return null;
  return (
    <footer className={styles.decision}>
      {commentable && (
        <textarea
          ref={field}
          className={styles.comment}
          rows={text.includes('\n') || text.length > 80 ? 4 : 1}
          aria-label="Comment for the session"
          placeholder={reviewable ? 'Comment: what should be different? (C)' : 'Say something to the session (C)'}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            event.currentTarget.blur();
          }}
        />
      )}
      <div className={styles.decisionButtons}>
        {commentable && notes.length > 0 && (
          <span className={styles.notes}>{plural(notes.length, 'line comment')}</span>
        )}
        {commentable && something && (
          <Button
            variant={variantOf('send')}
            icon={<Send {...ICON} />}
            keys="Mod+Enter"
            loading={sending}
            onClick={() => void send()}
          >
            {reviewable ? 'Send back' : 'Send'}
          </Button>
        )}
        {reviewable && (
          <>
            <Button keys={decision === 'rejected' ? undefined : 'R'} disabled={pending !== null} onClick={reject}>
              {decision === 'rejected' ? 'Take back the rejection' : 'Reject'}
            </Button>
            <Button
              variant={variantOf('approve')}
              icon={<Check {...ICON} />}
              keys="E"
              loading={pending !== null}
              aria-pressed={decision === 'approved'}
              title={decision === 'approved' ? 'Press again to take it back' : undefined}
              onClick={toggleApproval}
            >
              {decision === 'approved' ? 'Approved' : 'Approve'}
            </Button>
          </>
        )}
        {more}
        {canPublish(run) &&
          (run.canPush === false ? (
            <Button
              variant={variantOf('publish')}
              icon={<Save {...ICON} />}
              keys="S"
              onClick={() => void savePatches([run.id])}
            >
              Save patch
            </Button>
          ) : (
            <Button
              variant={variantOf('publish')}
              icon={<GitPullRequest {...ICON} />}
              keys="O"
              onClick={() => askToPublish([run.id])}
            >
              {pullRequest ? `Update pull request #${pullRequest.number}` : 'Open pull request'}
            </Button>
          ))}
      </div>
      {rejecting && (
        <RejectDialog
          runId={run.id}
          words={words}
          onRejected={() => forgetSent(place, text)}
          onClose={() => setRejecting(false)}
        />
      )}
    </footer>
  );
}
