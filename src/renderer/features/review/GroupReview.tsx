import { type ReactNode, useEffect, useMemo } from 'react';
import { useOrderOfDeciding } from '../../state/deciding.ts';
import { useJobsThatNeedYou } from '../../state/jobs-that-need-you.ts';
import { runsOf } from '../../state/selectors.ts';
import { store, useClient } from '../../state/store.ts';
import { openRunId, setFolded, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { ListDetail } from '../../ui/ListDetail.tsx';
import { ReviewFrame } from '../../ui/ReviewFrame.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { useRunMenu } from '../../ui/use-run-menu.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { FollowGroups, type JobGroups, readGroups, useGroupsOfJobs } from './groups-store.ts';
import styles from './Review.module.css';
import { GroupRow, LINE_ID, lineId, MemberRow } from './ReviewRows.tsx';
import { foldKey, reviewLines, type ShownGroup, shownGroups, withOneUnfinished } from './review-lines.ts';
import { useReviewKeys } from './use-review-keys.ts';

/** Everything that waits for a person, of all jobs: changes that do the same in one group, outliers first. */
export function GroupReview({ detail }: { detail: ReactNode | null }) {
  const jobIds = useJobsThatNeedYou();
  const byJob = useGroupsOfJobs();
  const reading = useClient((state) => jobIds.some((jobId) => !state.opened[jobId]));
  const failed = jobIds.flatMap((jobId) => {
    const error = byJob[jobId]?.error;
    return error ? [{ jobId, error }] : [];
  });
  const runs = useClient((state) => state.runs);
  const filter = useUi((state) => state.filter);
  const groups = useMemo(() => {
    const state = { ...store.getState(), runs };
    const all = jobIds.flatMap((jobId) => shownGroups(jobId, known(byJob[jobId]), runsOf(state, jobId), filter));
    return withOneUnfinished(all, (jobId) => state.jobs[jobId]?.job.title ?? '');
  }, [jobIds, byJob, runs, filter]);

  const list = (
    <div className={styles.list}>
      {jobIds.map((jobId) => (
        <FollowGroups jobId={jobId} key={jobId} />
      ))}
      <div className={styles.toolbar} role="toolbar" aria-label="Groups">
        <SearchField label="Filter" value={filter} onValue={(value) => uiStore.setState({ filter: value })} />
      </div>
      {failed.map(({ jobId, error }) => (
        <ErrorCard key={jobId} error={error} place={{ jobId, retry: () => void readGroups(jobId) }} />
      ))}
      {reading ? (
        <SkeletonRows rows={6} label="Reading the runs" />
      ) : groups.length === 0 ? (
        <EmptyState
          title={filter === '' ? 'Nothing waits for you' : 'Nothing matches'}
          action={filter !== '' && <Button onClick={() => uiStore.setState({ filter: '' })}>Clear the filter</Button>}
        />
      ) : (
        <Groups groups={groups} severalJobs={jobIds.length > 1} />
      )}
    </div>
  );
  return (
    <ReviewFrame jobIds={jobIds} hasDetail={detail !== null}>
      <ListDetail id="review-groups" label="Width of the list of groups" size={300} list={list} detail={detail} />
    </ReviewFrame>
  );
}

/** Whoever goes on to a run of a folded group sees its row; it may be folded again. */
function useUnfoldedGroup(groups: readonly ShownGroup[]): void {
  const openId = useUi((state) => openRunId(state.route));
  const group = groups.find(({ members }) => members.some(({ runId }) => runId === openId));
  const key = group && foldKey(group);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that another run is opened
  useEffect(() => {
    if (key !== undefined) setFolded(key, false);
  }, [openId, key]);
}

const known = (read: JobGroups | undefined) => read?.groups ?? (read?.error ? 'uncompared' : 'comparing');

function Groups({ groups, severalJobs }: { groups: readonly ShownGroup[]; severalJobs: boolean }) {
  const folds = useUi((state) => state.foldedGroups);
  const lines = useMemo(() => reviewLines(groups, folds), [groups, folds]);
  useOrderOfDeciding(useMemo(() => groups.flatMap(({ members }) => members.map(({ runId }) => runId)), [groups]));
  useUnfoldedGroup(groups);
  const { activeKey, index, choose } = useReviewKeys(lines);
  const { menu, onContextMenu } = useRunMenu(LINE_ID, false);
  return (
    <>
      <VirtualList
        onContextMenu={onContextMenu}
        label="Groups of changes"
        items={lines}
        itemKey={(line) => line.key}
        activeIndex={index}
        activeId={activeKey === null ? undefined : lineId(activeKey)}
        renderRow={(line, at) =>
          line.kind === 'group' ? (
            <GroupRow
              line={line}
              index={at}
              active={line.key === activeKey}
              withJob={severalJobs}
              onChoose={() => choose(line.key)}
            />
          ) : (
            <MemberRow line={line} index={at} active={line.key === activeKey} onChoose={() => choose(null)} />
          )
        }
      />
      {menu}
    </>
  );
}
