import { ChevronRight } from 'lucide-react';
import { repoLabel } from '../../../shared/repo.ts';
import { usePendingDecision } from '../../state/deciding.ts';
import { useHasDraft } from '../../state/drafts.ts';
import { type MarkShape, markAfter } from '../../state/run-mark.ts';
import { useClient } from '../../state/store.ts';
import { setFolded, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { DraftMark } from '../../ui/DraftMark.tsx';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { StateMark, StateShape } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import styles from './Review.module.css';
import { foldKey, groupSentence, groupTitle, type ReviewLine, type ShownGroup } from './review-lines.ts';
import { decideOnGroup, showRun } from './use-review-keys.ts';

/** What the ids of rows begin with. */
export const LINE_ID = 'review-';
export const lineId = (key: string): string => `${LINE_ID}${key}`;

const SHAPES: Record<ShownGroup['kind'], MarkShape> = {
  outliers: 'attention',
  alike: 'ready',
  similar: 'ready',
  unfinished: 'failed',
  comparing: 'running',
  uncompared: 'ready',
};

/** A group as a card: how many, what they share, how far its review is. */
export function GroupRow(props: {
  line: Extract<ReviewLine, { kind: 'group' }>;
  index: number;
  active: boolean;
  withJob: boolean;
  onChoose: () => void;
}) {
  const { group, folded } = props.line;
  const jobTitle = useClient((state) => (group.jobId === null ? '' : (state.jobs[group.jobId]?.job.title ?? '')));
  const runs = useClient((state) => state.runs);
  const waiting = group.members.filter(({ runId }) => runs[runId]?.review.decision === 'none');
  const deciding = usePendingDecision(waiting[0]?.runId ?? null) !== null;
  const isDone = group.approved === group.members.length;
  const sentence = groupSentence(group);
  return (
    <GridRow className={styles.group} id={lineId(group.key)} index={props.index} active={props.active}>
      <GridCell className={styles.groupCell}>
        <button
          type="button"
          className={styles.groupHead}
          aria-expanded={!folded}
          onClick={() => {
            props.onChoose();
            setFolded(foldKey(group), !folded);
          }}
        >
          <ChevronRight size={14} aria-hidden />
          <StateShape shape={isDone ? 'done' : SHAPES[group.kind]} />
          <span className={styles.groupTitle} title={groupTitle(group)}>
            {groupTitle(group)}
          </span>
        </button>
        {(group.kind === 'alike' || group.kind === 'similar') && waiting.length > 1 && (
          <Button
            size="small"
            loading={deciding}
            title={
              group.kind === 'alike'
                ? undefined
                : 'Each differs in something: they open one by one, E goes on to the next'
            }
            onClick={() =>
              decideOnGroup(
                group,
                waiting.map(({ runId }) => runId),
              )
            }
          >
            {group.kind === 'alike' ? 'Approve' : 'Review'} {waiting.length}
          </Button>
        )}
      </GridCell>
      <GridCell className={styles.sentence} title={sentence}>
        {group.approved > 0 && (
          <span className={styles.approved}>{isDone ? 'approved' : `${group.approved} approved`}</span>
        )}
        {sentence}
      </GridCell>
      {props.withJob && jobTitle !== '' && <GridCell className={styles.job}>{jobTitle}</GridCell>}
    </GridRow>
  );
}

/** A member of a group: which repository, and how its change differs. */
export function MemberRow(props: {
  line: Extract<ReviewLine, { kind: 'run' }>;
  index: number;
  active: boolean;
  onChoose: () => void;
}) {
  const { key: runId } = props.line;
  const run = useClient((state) => state.runs[runId]);
  const current = useUi((state) => 'runId' in state.route && state.route.runId === runId);
  const hasDraft = useHasDraft(runId);
  const pending = usePendingDecision(runId);
  if (!run) return null;
  const mark = markAfter(run, pending);
  const words = props.line.words.join(' · ');
  return (
    <GridRow
      className={styles.member}
      id={lineId(runId)}
      index={props.index}
      active={props.active}
      current={current}
      onClick={() => {
        props.onChoose();
        showRun(runId);
      }}
    >
      <GridCell className={styles.memberState}>
        <StateMark mark={mark} hideWord />
      </GridCell>
      <GridCell className={styles.memberName}>
        <TruncatedText text={repoLabel(run.repo)} keep="end" />
        {hasDraft && <DraftMark />}
        {(pending ?? run.review.decision) !== 'none' && (
          <span className={styles.decided} data-shape={mark.shape} aria-hidden>
            {mark.word}
          </span>
        )}
      </GridCell>
      <GridCell className={styles.differs} title={words}>
        {words}
      </GridCell>
    </GridRow>
  );
}
