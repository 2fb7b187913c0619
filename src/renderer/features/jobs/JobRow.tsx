import { Ellipsis, Pencil } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { JobStatus } from '../../../shared/job-counts.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { useHasDraftInJob } from '../../state/drafts.ts';
import type { Mark, MarkShape } from '../../state/run-mark.ts';
import { IconButton } from '../../ui/Button.tsx';
import { DraftMark } from '../../ui/DraftMark.tsx';
import { Money, RelativeTime } from '../../ui/Figures.tsx';
import { formatMoment, formatMoney, plural } from '../../ui/format.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { ScriptedBadge } from '../../ui/ScriptedBadge.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import styles from './JobList.module.css';
import { isHeldUp, STATUS_WORDS, statusOf } from './job-lines.ts';

export const jobRowId = (key: string): string => `job-${key}`;

const STATUS_SHAPES: Record<JobStatus, MarkShape> = {
  running: 'running',
  paused: 'waiting',
  needs_you: 'attention',
  ready: 'done',
  done: 'done',
};

/** A pause that nobody wanted calls for somebody. */
function markOfJob(summary: JobSummary): Pick<Mark, 'shape' | 'word'> {
  const status = statusOf(summary);
  const { failed, total } = summary.counts;
  if (status === 'done' && failed === total && total > 0) return { shape: 'failed', word: 'failed' };
  const shape = status === 'paused' && isHeldUp(summary) ? 'attention' : STATUS_SHAPES[status];
  return { shape, word: STATUS_WORDS[status] };
}

/** One job on two lines: what it is, and how far. */
export function JobRow(props: {
  summary: JobSummary;
  index: number;
  active: boolean;
  /** Its menu is open. */
  hasMenu: boolean;
  /** Another job has the same title. */
  isShared: boolean;
  onMenu: (event: MouseEvent) => void;
  onOpen: () => void;
}) {
  const { job, counts } = props.summary;
  const hasDraft = useHasDraftInJob(job.id);
  const finished = counts.total - counts.queued - counts.running;
  const isDone = statusOf(props.summary) === 'done';
  const facts = [
    job.settings.priority !== 'normal' && `${job.settings.priority} priority`,
    counts.needsYou > counts.failed && `${counts.needsYou - counts.failed} to look at`,
    isDone && counts.failed > 0 && finished > counts.failed && `${finished - counts.failed} done`,
    counts.ready > 0 && `${counts.ready} ready to open`,
    counts.pullRequests > 0 && plural(counts.pullRequests, 'pull request'),
    counts.unchanged > 0 && `${counts.unchanged} without change`,
  ].filter((fact) => fact !== false);
  return (
    <GridRow
      className={styles.row}
      id={jobRowId(job.id)}
      hasMenu={props.hasMenu}
      index={props.index}
      active={props.active}
      onClick={props.onOpen}
    >
      <GridCell className={styles.name}>
        <span className={styles.title}>
          <TruncatedText text={job.title} />
          {props.isShared && <time className={styles.made}>{formatMoment(job.createdAt)}</time>}
          {job.demo && <ScriptedBadge />}
          {hasDraft && <DraftMark />}
        </span>
        <span className={styles.facts}>
          {plural(counts.total, 'repository', 'repositories')}
          {facts.length > 0 && ` · ${facts.join(' · ')}`}
          {counts.failed > 0 && (
            <>
              {' · '}
              <span className={styles.failed}>{counts.failed} failed</span>
            </>
          )}
        </span>
      </GridCell>
      <GridCell className={styles.state}>
        <StateMark mark={{ ...markOfJob(props.summary), reason: job.paused ? messageText(job.paused.reason) : '' }} />
      </GridCell>
      <GridCell className={styles.progress}>
        <ProgressBar
          label={`${finished} of ${counts.total} finished`}
          max={counts.total}
          parts={[
            { tone: 'good', value: finished - counts.needsYou },
            { tone: 'attention', value: counts.needsYou - counts.failed },
            { tone: 'bad', value: counts.failed },
            { tone: 'accent', value: counts.running },
          ]}
        />
        <span className={styles.finished}>
          {finished}/{counts.total}
        </span>
      </GridCell>
      <GridCell className={styles.number} label={`cost ${formatMoney(counts.costUsd)}`}>
        <Money dollars={counts.costUsd} />
      </GridCell>
      <GridCell className={styles.number}>
        <RelativeTime at={job.createdAt} />
      </GridCell>
      <GridCell className={styles.more}>
        <IconButton
          label={`More about ${job.title}`}
          size="small"
          icon={<Ellipsis size={16} aria-hidden />}
          onClick={props.onMenu}
        />
      </GridCell>
    </GridRow>
  );
}

/** The job that is being written and was not started. */
export function WrittenJobRow(props: {
  title: string;
  repositories: number;
  index: number;
  active: boolean;
  onOpen: () => void;
}) {
  return (
    <GridRow
      className={styles.row}
      id={jobRowId('draft')}
      index={props.index}
      active={props.active}
      onClick={props.onOpen}
    >
      <GridCell className={styles.name}>
        <span className={styles.title}>
          <span className={styles.draft}>Draft:</span> <TruncatedText text={props.title} />
        </span>
        <span className={styles.facts}>{plural(props.repositories, 'repository', 'repositories')} · not started</span>
      </GridCell>
      <GridCell className={styles.state}>
        <span className={styles.writing}>
          <Pencil size={12} aria-hidden /> draft
        </span>
      </GridCell>
    </GridRow>
  );
}
