import { type MouseEvent, memo } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { repoLabel } from '../../../shared/repo.ts';
import { waitsUntil } from '../../../shared/run-text.ts';
import { tryNow } from '../../state/actions.ts';
import { usePendingDecision } from '../../state/deciding.ts';
import { useHasDraft } from '../../state/drafts.ts';
import { markAfter } from '../../state/run-mark.ts';
import { allTokens, elapsedMs, isPausedJob } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { toggleTicked, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { DraftMark } from '../../ui/DraftMark.tsx';
import { Duration, Money, Tokens } from '../../ui/Figures.tsx';
import { formatMoney } from '../../ui/format.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { canTryNow } from '../../ui/try-again-text.ts';
import { useNowWhile } from '../../ui/use-now.ts';
import styles from './Rows.module.css';
import { rowText } from './row-text.ts';
import type { RowDrag } from './use-row-order.ts';

/** What the ids of rows begin with. */
export const ROW_ID = 'row-';
/** Of a run, or of the head of a group. */
export const rowId = (key: string): string => `${ROW_ID}${key}`;

/** One run on one line. It listens to its own run only, so that a busy neighbour costs it nothing. */
export const RunRow = memo(function RunRow(props: {
  runId: RunId;
  index: number;
  onOpen: (runId: RunId, event: MouseEvent) => void;
  /** The keyboard stands on the head of a group. */
  underHead: boolean;
  drag?: RowDrag | undefined;
  /** Another row has the same name: in a narrow list the owner tells them apart. */
  sharesName: boolean;
}) {
  const { runId } = props;
  const run = useClient((state) => state.runs[runId]);
  const ticked = useUi((state) => state.ticked.has(runId));
  const hasDraft = useHasDraft(runId);
  const pending = usePendingDecision(runId);
  const isPaused = useClient((state) => (run ? isPausedJob(state, run.jobId) : false));
  const active = useUi((state) => state.activeRunId === runId);
  const current = useUi((state) => 'runId' in state.route && state.route.runId === runId);
  const now = useNowWhile(run?.status === 'running' || (run !== undefined && waitsUntil(run) !== null));
  if (!run) return null;
  const words = rowText(run, now, isPaused);
  const elapsed = elapsedMs(run, now);
  return (
    <GridRow
      className={styles.row}
      id={rowId(runId)}
      index={props.index}
      selected={ticked}
      active={active && !props.underHead}
      current={current}
      onClick={(event) => props.onOpen(runId, event)}
      drag={props.drag}
    >
      <GridCell className={styles.tick}>
        {/* The row opens on a click; a click on its tick only ticks. */}
        <span
          className={styles.tickArea}
          data-tick
          onClickCapture={(event) => {
            if (!event.shiftKey) return;
            event.stopPropagation();
            props.onOpen(runId, event);
          }}
        >
          <Checkbox
            label={`Tick ${repoLabel(run.repo)}`}
            checked={ticked}
            onChecked={() => toggleTicked(runId)}
            skipTab
          />
        </span>
      </GridCell>
      <GridCell className={styles.state}>
        <StateMark mark={markAfter(run, pending)} />
      </GridCell>
      <GridCell className={styles.repo}>
        <TruncatedText className={styles.whole} text={repoLabel(run.repo)} keep="end" />
        <TruncatedText
          className={styles.short}
          text={props.sharesName ? repoLabel(run.repo) : run.repo.name}
          whole={repoLabel(run.repo)}
          keep="end"
        />
        {hasDraft && <DraftMark />}
      </GridCell>
      <GridCell className={classNames(styles.words, styles[words.tone])}>
        {words.lines && (
          <span className={styles.lines}>
            <ins>+{words.lines.insertions}</ins> <del>−{words.lines.deletions}</del>
          </span>
        )}
        <TruncatedText text={words.text} />
        {canTryNow(run, now, isPaused) && (
          <Button
            size="small"
            className={styles.tryNow ?? ''}
            onClick={(event) => {
              event.stopPropagation();
              void tryNow([runId]);
            }}
          >
            Try now
          </Button>
        )}
      </GridCell>
      <GridCell className={styles.steps} label={`${run.steps} steps`}>
        {run.steps > 0 && run.steps}
      </GridCell>
      <GridCell className={styles.tokens}>{allTokens(run) > 0 && <Tokens usage={run.usage} />}</GridCell>
      <GridCell className={styles.cost} label={`cost ${formatMoney(run.costUsd)}`}>
        {run.costUsd > 0 && <Money dollars={run.costUsd} />}
      </GridCell>
      <GridCell className={styles.time}>{elapsed > 0 && <Duration ms={elapsed} short />}</GridCell>
    </GridRow>
  );
});
