import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { DEMO_NOTICE } from '../../../shared/demo-notice.ts';
import type { Job } from '../../../shared/job.ts';
import { type JobStatus, jobStatus } from '../../../shared/job-counts.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { startDemo } from '../../state/actions.ts';
import { useHasDraft } from '../../state/drafts.ts';
import type { Mark } from '../../state/run-mark.ts';
import { jobsNewestFirst } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { navigate, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { DraftMark } from '../../ui/DraftMark.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Money, RelativeTime } from '../../ui/Figures.tsx';
import { focusList } from '../../ui/focus-home.ts';
import { formatMoney, plural } from '../../ui/format.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScriptedBadge } from '../../ui/ScriptedBadge.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import styles from './JobList.module.css';
import { movedIndex } from './use-row-keys.ts';

/** All jobs, newest first. */
export function JobList() {
  const jobs = useClient((state) => state.jobs);
  const filter = useUi((state) => state.filter);
  const shown = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return jobsNewestFirst(jobs).filter(({ job }) => words.every((word) => job.title.toLowerCase().includes(word)));
  }, [jobs, filter]);
  const [active, setActive] = useState(-1);
  const open = (summary: JobSummary | undefined) => {
    if (summary) navigate({ screen: 'job', jobId: summary.job.id, runId: null });
  };
  const some = shown.length > 0;
  const goTo = (next: number) => {
    focusList();
    setActive(next);
  };
  useCommand('row-next', () => goTo(movedIndex(active, 1, shown.length)), some);
  useCommand('row-previous', () => goTo(movedIndex(active, -1, shown.length)), some);
  useCommand('row-first', () => goTo(0), some);
  useCommand('row-last', () => goTo(shown.length - 1), some);
  useCommand('row-open', () => open(shown[active]), active >= 0 && active < shown.length);

  if (Object.keys(jobs).length === 0) return <NoJobs />;
  return (
    <Screen
      title="Jobs"
      actions={<SearchField label="Filter" value={filter} onValue={(value) => uiStore.setState({ filter: value })} />}
    >
      {some ? (
        <VirtualList
          label="Jobs"
          items={shown}
          itemKey={({ job }) => job.id}
          rowHeight={60}
          activeIndex={active < 0 ? null : active}
          activeId={shown[active] && `job-${shown[active].job.id}`}
          renderRow={(summary, index) => (
            <JobRow
              summary={summary}
              index={index}
              active={index === active}
              onOpen={() => {
                setActive(index);
                open(summary);
              }}
            />
          )}
        />
      ) : (
        <EmptyState
          title="No job has such a title"
          action={<Button onClick={() => uiStore.setState({ filter: '' })}>Clear the filter</Button>}
        />
      )}
    </Screen>
  );
}

const STATUS_MARKS: Record<JobStatus, Pick<Mark, 'shape' | 'word'>> = {
  running: { shape: 'running', word: 'running' },
  paused: { shape: 'waiting', word: 'paused' },
  needs_you: { shape: 'attention', word: 'needs you' },
  ready: { shape: 'done', word: 'approved' },
  done: { shape: 'done', word: 'done' },
};

/** A pause that nobody wanted calls for somebody. */
const markOfStatus = (status: JobStatus, { paused }: Job): Pick<Mark, 'shape' | 'word'> =>
  status === 'paused' && paused?.by !== 'person' ? { shape: 'attention', word: 'paused' } : STATUS_MARKS[status];

function JobRow(props: { summary: JobSummary; index: number; active: boolean; onOpen: () => void }) {
  const { job, counts } = props.summary;
  const hasDraft = useHasDraft(job.id);
  const status = jobStatus(counts, job.paused !== null);
  const finished = counts.total - counts.queued - counts.running;
  const facts = [
    job.settings.priority !== 'normal' && `${job.settings.priority} priority`,
    counts.needsYou > counts.failed && `${counts.needsYou - counts.failed} to look at`,
    counts.failed > 0 && `${counts.failed} failed`,
    counts.ready > 0 && `${counts.ready} ready to open`,
    counts.pullRequests > 0 && plural(counts.pullRequests, 'pull request'),
    counts.unchanged > 0 && `${counts.unchanged} without change`,
  ].filter((fact) => fact !== false);
  return (
    <GridRow
      className={styles.row}
      id={`job-${job.id}`}
      index={props.index}
      active={props.active}
      onClick={props.onOpen}
    >
      <GridCell className={styles.name}>
        <span className={styles.title}>
          <TruncatedText text={job.title} />
          {job.demo && <ScriptedBadge />}
          {hasDraft && <DraftMark />}
        </span>
        <span className={styles.facts}>
          {plural(counts.total, 'repository', 'repositories')}
          {facts.length > 0 && ` · ${facts.join(' · ')}`}
        </span>
      </GridCell>
      <GridCell className={styles.state}>
        <StateMark mark={{ ...markOfStatus(status, job), reason: job.paused?.reason ?? '' }} />
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
    </GridRow>
  );
}

function NoJobs() {
  const preparing = useClient(({ notices }) => notices.some(({ id, level }) => id === DEMO_NOTICE && level === 'info'));
  if (preparing)
    return (
      <Screen title="Jobs">
        <EmptyState
          title="Setting up the demo"
          text="The sample repositories are being made on this computer. The job starts by itself."
        />
      </Screen>
    );
  return (
    <Screen title="Jobs">
      <EmptyState
        title="No jobs yet"
        text="A job is one instruction, carried out in every repository of a list. Drop the list anywhere on this window."
        action={
          <>
            <Button
              variant="primary"
              icon={<Plus size={16} aria-hidden />}
              keys="Mod+N"
              onClick={() => navigate({ screen: 'new-job' })}
            >
              New job
            </Button>
            <Button onClick={() => void startDemo()}>Try it without keys</Button>
          </>
        }
        example="For example: “Replace Travis CI with GitHub Actions” in 50 repositories, then 50 pull requests after a look at each group."
      />
    </Screen>
  );
}
