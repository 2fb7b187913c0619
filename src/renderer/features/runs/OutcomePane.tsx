import { Copy, RotateCcw } from 'lucide-react';
import { capital } from '../../../shared/capital.ts';
import type { FinishReport } from '../../../shared/finish.ts';
import { MENDS } from '../../../shared/mends.ts';
import type { Run } from '../../../shared/run.ts';
import { actionOf, failureOf } from '../../../shared/run-text.ts';
import type { Thread } from '../../../shared/thread.ts';
import { copyText, retryRuns } from '../../state/actions.ts';
import { canComment, canRetry } from '../../state/run-mark.ts';
import { askAbout } from '../../state/ui-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { describeError } from '../../ui/describe-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { askToFix, fixFailureText } from './ask-to-fix.ts';
import styles from './RunView.module.css';
import { Markdown } from './threads/Markdown.tsx';
import { useThread } from './threads/use-thread.ts';

/** What there is to say where there is nothing to compare: still at work, nothing to change, or gone wrong and why. */
export function OutcomePane({ run }: { run: Run }) {
  const { thread } = useThread(run.id);
  // A reviewer who reads no conversation hears of them, too: of hostile guides, of what could not be done.
  const warnings = thread.items.flatMap((item) =>
    item.kind === 'notice' && item.level === 'warning' ? [item.text] : [],
  );
  return (
    <>
      {run.status === 'settled' &&
        [...new Set(warnings)].map((warning) => (
          <Banner level="warning" key={warning}>
            {warning}
          </Banner>
        ))}
      <OutcomeOf run={run} thread={thread} />
    </>
  );
}

function OutcomeOf({ run, thread }: { run: Run; thread: Thread }) {
  const end = thread.items.findLast((item) => item.kind === 'turn_end');
  const report = end?.kind === 'turn_end' ? end.report : null;

  if (run.status === 'queued')
    return (
      <EmptyState title={run.attempt === 0 ? 'Not started yet' : 'No changes yet'} text={sentence(actionOf(run))} />
    );
  if (run.status === 'running')
    return (
      <EmptyState
        title="No changes yet"
        text={`${sentence(actionOf(run))} The changeset appears here when the session has finished.`}
      />
    );
  if (failureOf(run))
    return (
      <div className={styles.outcome}>
        <FailureCard run={run} />
        {report && <Said report={report} />}
      </div>
    );
  switch (run.outcome) {
    case 'unchanged':
      return (
        <EmptyState
          title="No change needed"
          text={report ? undefined : sentence(actionOf(run))}
          action={report && <Said report={report} />}
          example="If it overlooked something, say what in a comment: it becomes the next turn."
        />
      );
    case 'cancelled':
      return <EmptyState title="Cancelled" text={sentence(actionOf(run))} />;
    case 'stopped':
      return (
        <EmptyState
          title="Stopped at a limit"
          text={sentence(actionOf(run))}
          action={
            (run.stoppedBy === 'job_budget' || run.stoppedBy === 'dollars') && (
              <Button variant="primary" onClick={() => askAbout({ jobId: run.jobId, about: 'budget' })}>
                Change the budget
              </Button>
            )
          }
          example="What it has done so far is kept; it goes on from there."
        />
      );
    default:
      return <EmptyState title="No changes" text={sentence(actionOf(run))} />;
  }
}

const ALL_BUT_RETRY = MENDS.filter((mend) => mend !== 'retry');
/** The last failure of a run, and what can be done about it. */
export const FailureCard = ({ run }: { run: Run }) => {
  const error = failureOf(run);
  if (!error) return null;
  const { what, why, next } = describeError(error);
  return (
    <ErrorCard error={error} place={{ jobId: run.jobId, runId: run.id }} only={ALL_BUT_RETRY} tall>
      {canRetry(run) && (
        <Button size="small" icon={<RotateCcw size={13} aria-hidden />} onClick={() => void retryRuns([run.id])}>
          Retry
        </Button>
      )}
      {canComment(run) && run.outcome === 'failed' && (
        <Button size="small" onClick={() => void askToFix(run.id, fixFailureText(error))}>
          Ask the session to fix it
        </Button>
      )}
      <Button
        size="small"
        icon={<Copy size={13} aria-hidden />}
        onClick={() => void copyText([what, why, next].filter(Boolean).join('\n'))}
      >
        Copy
      </Button>
    </ErrorCard>
  );
};

const Said = ({ report }: { report: FinishReport }) => (
  <section className={styles.said} aria-label="What the session says">
    <Markdown text={report.summary} />
    {report.reviewerNotes.map((note) => (
      <Markdown text={note} key={note} />
    ))}
  </section>
);

const sentence = (text: string): string => `${capital(text)}${/[.!?…]$/.test(text) ? '' : '.'}`;
