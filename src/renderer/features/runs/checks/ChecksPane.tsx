import { Copy } from 'lucide-react';
import { useState } from 'react';
import { type CheckResult, VERDICT_WORDS, type Verdict } from '../../../../shared/check.ts';
import type { RunId } from '../../../../shared/ids.ts';
import type { Run } from '../../../../shared/run.ts';
import { copyText } from '../../../state/actions.ts';
import { canComment, canReview, type MarkShape } from '../../../state/run-mark.ts';
import { useClient } from '../../../state/store.ts';
import { askAbout } from '../../../state/ui-store.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { formatDuration } from '../../../ui/format.ts';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { StateShape } from '../../../ui/StateMark.tsx';
import { askToFix, fixCheckText } from '../ask-to-fix.ts';
import { useThread } from '../threads/use-thread.ts';
import { CheckLog } from './CheckLog.tsx';
import styles from './ChecksPane.module.css';
import { checksOf, endText, VERDICT_SENTENCES } from './check-text.ts';
import { RunningCheck } from './RunningCheck.tsx';
import { checkAgain, useRunningCheck } from './running-check.ts';

export const VERDICT_SHAPE: Record<Verdict, MarkShape> = {
  passes: 'done',
  newly_broken: 'failed',
  broken_before: 'attention',
  no_checks_found: 'attention',
  could_not_run: 'attention',
};

/** Another command may prove what this one cannot. */
const PROVES_NOTHING = new Set<Verdict>(['no_checks_found', 'could_not_run', 'broken_before']);

/** What the app itself found by running the check before and after the change. */
export function ChecksPane({ run }: { run: Run }) {
  const { thread, complete, error } = useThread(run.id);
  const all = checksOf(thread.items);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const running = useRunningCheck(run.id);
  const chosen = all.find((result) => result.checkId === chosenId) ?? all.at(-1) ?? null;

  // Set for the job since: what runs next.
  const wanted = useClient((state) => {
    const check = state.jobs[run.jobId]?.job.settings.check;
    return check?.mode === 'command' ? check.command : null;
  });
  const lastCommand = all.at(-1)?.command ?? '';
  const isOutdated = wanted !== null && lastCommand !== '' && wanted !== lastCommand;
  const failing = all.findLast(({ moment }) => moment === 'after');

  if (!complete && !error) return <SkeletonRows rows={4} label="Reading the checks" />;
  const again = canReview(run) && all.length > 0 ? <CheckAgain runId={run.id} /> : null;
  if (!chosen && !run.verdict) {
    return (
      <EmptyState
        title="No check has run yet"
        text="The app runs the check of the repository itself, before and after the change, and shows its exit code here."
      />
    );
  }
  return (
    <div className={styles.pane}>
      {run.verdict && (
        <div className={styles.verdict}>
          <StateShape shape={VERDICT_SHAPE[run.verdict]} />
          <div>
            <p className={styles.verdictWord}>{VERDICT_WORDS[run.verdict]}</p>
            <p className={styles.sentence}>
              {VERDICT_SENTENCES[run.verdict]}
              {isOutdated && again && ' The job has another check now: run it again.'}
            </p>
          </div>
          {PROVES_NOTHING.has(run.verdict) && (
            <Button size="small" onClick={() => askAbout({ jobId: run.jobId, about: 'options', group: 'Proof' })}>
              Edit the check
            </Button>
          )}
          {run.verdict === 'newly_broken' && failing && canComment(run) && !running && (
            <Button size="small" onClick={() => void askToFix(run.id, fixCheckText(failing))}>
              Ask the session to fix it
            </Button>
          )}
          {again}
        </div>
      )}
      {!run.verdict && again && (
        <div className={styles.verdict}>
          <StateShape shape="attention" />
          <div>
            <p className={styles.verdictWord}>not checked since your edit</p>
            <p className={styles.sentence}>What stands below is about the change before it.</p>
          </div>
          {again}
        </div>
      )}
      {running !== null && <RunningCheck runId={run.id} since={running} command={wanted ?? lastCommand} />}
      {all.length > 0 && (
        <ul className={styles.executions} aria-label="Executions of the check">
          {all.map((result) => (
            <Execution
              key={result.checkId}
              result={result}
              chosen={result.checkId === chosen?.checkId}
              onChoose={() => setChosenId(result.checkId)}
            />
          ))}
        </ul>
      )}
      {chosen && !running && <CheckLog key={`${run.id}:${chosen.checkId}`} runId={run.id} result={chosen} />}
    </div>
  );
}

function CheckAgain({ runId }: { runId: RunId }) {
  const isRunning = useRunningCheck(runId) !== null;
  return (
    <Button size="small" className={styles.again} loading={isRunning} onClick={() => void checkAgain(runId)}>
      Run again
    </Button>
  );
}

function Execution(props: { result: CheckResult; chosen: boolean; onChoose: () => void }) {
  const { result } = props;
  const end = endText(result);
  return (
    <li className={styles.executionLine}>
      <button
        type="button"
        className={classNames(styles.execution, props.chosen && styles.chosen)}
        aria-pressed={props.chosen}
        onClick={props.onChoose}
      >
        <span className={styles.moment}>{result.moment === 'baseline' ? 'Before' : 'After'}</span>
        <code className={styles.command} title={result.command}>
          {result.command}
        </code>
        <Badge tone={end.tone}>{end.text}</Badge>
        <span className={styles.time}>{formatDuration(result.ms)}</span>
      </button>
      <IconButton
        label="Copy the command"
        size="small"
        icon={<Copy size={13} aria-hidden />}
        onClick={() => void copyText(result.command, 'Copied the command')}
      />
    </li>
  );
}
