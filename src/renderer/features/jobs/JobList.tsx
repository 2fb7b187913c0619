import { Archive, Ellipsis, Plus } from 'lucide-react';
import { type MouseEvent, useMemo, useState } from 'react';
import { DEMO_NOTICE } from '../../../shared/demo-notice.ts';
import type { JobId } from '../../../shared/ids.ts';
import type { Job } from '../../../shared/job.ts';
import { isArchived, type JobStatus, jobStatus } from '../../../shared/job-counts.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { startDemo } from '../../state/actions.ts';
import { useHasDraft } from '../../state/drafts.ts';
import { withSharedTitle } from '../../state/job-actions.ts';
import type { Mark } from '../../state/run-mark.ts';
import { jobsNewestFirst } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { navigate, uiStore, useUi } from '../../state/ui-store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { DraftMark } from '../../ui/DraftMark.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Money, RelativeTime } from '../../ui/Figures.tsx';
import { focusList } from '../../ui/focus-home.ts';
import { formatMoment, formatMoney, plural } from '../../ui/format.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { MenuAt } from '../../ui/Menu.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScriptedBadge } from '../../ui/ScriptedBadge.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import styles from './JobList.module.css';
import { listedJobEntries } from './job-menu.ts';
import { movedIndex } from './use-row-keys.ts';

/** All jobs that are not archived, newest first; or those that are. */
export function JobList() {
  const jobs = useClient((state) => state.jobs);
  const filter = useUi((state) => state.filter);
  const [inArchive, setInArchive] = useState(false);
  const { shown, elsewhere, archived } = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = jobsNewestFirst(jobs).filter(({ job }) =>
      words.every((word) => job.title.toLowerCase().includes(word)),
    );
    return {
      shown: matching.filter((summary) => isArchived(summary) === inArchive),
      elsewhere: matching.filter((summary) => isArchived(summary) !== inArchive).length,
      archived: Object.values(jobs).filter(isArchived).length,
    };
  }, [jobs, filter, inArchive]);
  const shared = useMemo(() => withSharedTitle(Object.values(jobs).map(({ job }) => job)), [jobs]);
  const [active, setActive] = useState(-1);
  const [menu, setMenu] = useState<{ jobId: JobId; x: number; y: number } | null>(null);
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

  const openMenu = (event: MouseEvent) => {
    // The key for menus is pressed on the list, which knows the row that the keyboard stands on.
    const row = (event.target as Element).closest('[role=row]') ?? document.querySelector('[role=row][data-active]');
    const summary = shown.find(({ job }) => row?.id === rowId(job.id));
    if (!row || !summary) return;
    event.preventDefault();
    event.stopPropagation();
    const { left, bottom } = row.getBoundingClientRect();
    const isByKey = event.clientX === 0 && event.clientY === 0;
    setMenu({ jobId: summary.job.id, x: isByKey ? left : event.clientX, y: isByKey ? bottom : event.clientY });
  };
  const asked = menu && jobs[menu.jobId];

  if (Object.keys(jobs).length === 0) return <NoJobs />;
  return (
    <Screen
      title={inArchive ? 'Archived jobs' : 'Jobs'}
      actions={
        <>
          {(archived > 0 || inArchive) && (
            <Button
              variant="ghost"
              icon={<Archive size={14} aria-hidden />}
              aria-pressed={inArchive}
              onClick={() => setInArchive(!inArchive)}
            >
              {inArchive ? 'Back to all jobs' : `Archived ${archived}`}
            </Button>
          )}
          <SearchField label="Filter" value={filter} onValue={(value) => uiStore.setState({ filter: value })} />
        </>
      }
    >
      {some ? (
        <VirtualList
          label="Jobs"
          items={shown}
          itemKey={({ job }) => job.id}
          rowHeight={60}
          activeIndex={active < 0 ? null : active}
          activeId={shown[active] && rowId(shown[active].job.id)}
          renderRow={(summary, index) => (
            <JobRow
              summary={summary}
              index={index}
              active={index === active}
              hasMenu={summary.job.id === menu?.jobId}
              isShared={shared.has(summary.job.id)}
              onMenu={openMenu}
              onOpen={() => {
                setActive(index);
                open(summary);
              }}
            />
          )}
          onContextMenu={openMenu}
        />
      ) : (
        <NoneShown
          filter={filter}
          inArchive={inArchive}
          elsewhere={elsewhere}
          onElsewhere={() => setInArchive(!inArchive)}
        />
      )}
      {menu && asked && (
        <MenuAt
          key={menu.jobId}
          at={menu}
          label={`More about ${asked.job.title}`}
          entries={listedJobEntries(asked)}
          onClose={() => setMenu(null)}
        />
      )}
    </Screen>
  );
}

const rowId = (jobId: JobId): string => `job-${jobId}`;

/** Nothing matches here; what would match elsewhere is one press away. */
function NoneShown(props: { filter: string; inArchive: boolean; elsewhere: number; onElsewhere: () => void }) {
  const { filter, inArchive, elsewhere } = props;
  const title =
    filter !== '' ? 'No job here has such a title' : inArchive ? 'No job is archived' : 'Every job is archived';
  return (
    <EmptyState
      title={title}
      action={
        <>
          {elsewhere > 0 && (
            <Button onClick={props.onElsewhere}>
              {inArchive ? 'Back to all jobs' : `Show ${plural(elsewhere, 'archived job')}`}
            </Button>
          )}
          {filter !== '' && <Button onClick={() => uiStore.setState({ filter: '' })}>Clear the filter</Button>}
        </>
      }
    />
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

function JobRow(props: {
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
      id={rowId(job.id)}
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
        </span>
      </GridCell>
      <GridCell className={styles.state}>
        <StateMark mark={{ ...markOfStatus(status, job), reason: job.paused ? messageText(job.paused.reason) : '' }} />
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
