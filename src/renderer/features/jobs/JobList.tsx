import { Archive, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { DEMO_NOTICE } from '../../../shared/demo-notice.ts';
import { isArchived } from '../../../shared/job-counts.ts';
import { startDemo } from '../../state/actions.ts';
import { withSharedTitle } from '../../state/job-actions.ts';
import { jobsNewestFirst } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { navigate, setFolded, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { plural } from '../../ui/format.ts';
import { useRowMenu } from '../../ui/row-menu.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { HeadRow } from './HeadRow.tsx';
import { JobRow, jobRowId, WrittenJobRow } from './JobRow.tsx';
import { jobLines, matchesJob } from './job-lines.ts';
import { listedJobEntries } from './job-menu.ts';
import { useWrittenJob } from './new-job-draft.ts';
import { foldKey, useJobKeys } from './use-job-keys.ts';

/** All jobs that are not archived by who must act, newest first; or those that are. Above them the one that is being written. */
export function JobList() {
  const jobs = useClient((state) => state.jobs);
  const filter = useUi((state) => state.filter);
  const folds = useUi((state) => state.foldedGroups);
  const written = useWrittenJob();
  const [inArchive, setInArchive] = useState(false);
  const hasDraft = written !== null && filter === '' && !inArchive;
  const { lines, elsewhere, archived } = useMemo(() => {
    const matching = jobsNewestFirst(jobs).filter((summary) => matchesJob(summary, filter));
    const shown = matching.filter((summary) => isArchived(summary) === inArchive);
    return {
      lines: jobLines(shown, (section) => folds[foldKey(section)] === true, hasDraft),
      elsewhere: matching.length - shown.length,
      archived: Object.values(jobs).filter(isArchived).length,
    };
  }, [jobs, filter, inArchive, folds, hasDraft]);
  const shared = useMemo(() => withSharedTitle(Object.values(jobs).map(({ job }) => job)), [jobs]);
  const { active, setActive, open } = useJobKeys(lines);

  const { menu, onContextMenu, menuRowId } = useRowMenu((rowId) => {
    const line = lines.find(({ key }) => jobRowId(key) === rowId);
    if (line?.kind !== 'job') return null;
    return { label: `More about ${line.summary.job.title}`, entries: listedJobEntries(line.summary) };
  });
  const activeIndex = lines.findIndex(({ key }) => key === active);

  if (Object.keys(jobs).length === 0 && !hasDraft) return <NoJobs />;
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
      {lines.length > 0 ? (
        <VirtualList
          label="Jobs"
          items={lines}
          itemKey={({ key }) => key}
          activeIndex={activeIndex < 0 ? null : activeIndex}
          activeId={activeIndex < 0 || active === null ? undefined : jobRowId(active)}
          renderRow={(line, index) => {
            const place = { index, active: line.key === active };
            const openLine = () => {
              setActive(line.key);
              open(line);
            };
            if (line.kind === 'head')
              return (
                <HeadRow
                  {...place}
                  line={line}
                  id={jobRowId(line.key)}
                  onFold={(folded) => setFolded(foldKey(line.key), folded)}
                />
              );
            if (line.kind === 'draft') return written && <WrittenJobRow {...place} {...written} onOpen={openLine} />;
            return (
              <JobRow
                {...place}
                summary={line.summary}
                hasMenu={menuRowId === jobRowId(line.key)}
                isShared={shared.has(line.summary.job.id)}
                onMenu={onContextMenu}
                onOpen={openLine}
              />
            );
          }}
          onContextMenu={onContextMenu}
        />
      ) : (
        <NoneShown
          filter={filter}
          inArchive={inArchive}
          elsewhere={elsewhere}
          onElsewhere={() => setInArchive(!inArchive)}
        />
      )}
      {menu}
    </Screen>
  );
}

/** Nothing matches here; what would match elsewhere is one press away. */
function NoneShown(props: { filter: string; inArchive: boolean; elsewhere: number; onElsewhere: () => void }) {
  const { filter, inArchive, elsewhere } = props;
  const title = filter !== '' ? 'Nothing matches' : inArchive ? 'No job is archived' : 'Every job is archived';
  return (
    <EmptyState
      title={title}
      text={filter === '' ? undefined : 'Words are looked for in title, model and state.'}
      example={filter !== '' && 'For example: state:needs-you, state:failed, or a part of a title.'}
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
