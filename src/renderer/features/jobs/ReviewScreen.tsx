import { type ReactNode, useMemo } from 'react';
import type { JobId } from '../../../shared/ids.ts';
import { groupOf } from '../../../shared/run.ts';
import { useJobsThatNeedYou } from '../../state/jobs-that-need-you.ts';
import { matchesFilter } from '../../state/run-filter.ts';
import { linesOf, runsOf } from '../../state/selectors.ts';
import { store, useClient } from '../../state/store.ts';
import { navigate, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ListDetail } from '../../ui/ListDetail.tsx';
import { ReviewFrame } from '../../ui/ReviewFrame.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { BulkBar } from './BulkBar.tsx';
import styles from './JobScreen.module.css';
import { RunList } from './RunList.tsx';
import { showAll, useRowKeys } from './use-row-keys.ts';

/** Everything that waits for a person, of all jobs, newest job first. */
export function ReviewScreen({ detail }: { detail: ReactNode | null }) {
  const jobIds = useJobsThatNeedYou();
  const reading = useClient((state) => jobIds.some((jobId) => !state.opened[jobId]));
  const rows = reading ? <SkeletonRows rows={10} label="Reading the runs" /> : <ReviewRows jobIds={jobIds} />;
  return (
    <ReviewFrame jobIds={jobIds} hasDetail={detail !== null}>
      <ListDetail id="job-list" label="Width of the list of runs" size={320} list={rows} detail={detail} />
    </ReviewFrame>
  );
}

const foldKey = (jobId: string): string => `review:${jobId}`;

function ReviewRows({ jobIds }: { jobIds: readonly JobId[] }) {
  const filter = useUi((state) => state.filter);
  const foldedGroups = useUi((state) => state.foldedGroups);
  const runs = useClient((state) => state.runs);
  const jobs = useClient((state) => state.jobs);
  const { lines, visible } = useMemo(() => {
    const state = { ...store.getState(), runs, jobs };
    const all = jobIds.flatMap((jobId) => {
      const waiting = runsOf(state, jobId).filter((run) => groupOf(run) === 'needs_you' && matchesFilter(run, filter));
      if (waiting.length === 0) return [];
      const head = {
        key: jobId,
        title: jobs[jobId]?.job.title ?? '',
        count: waiting.length,
        folded: foldedGroups[`review:${jobId}`] ?? false,
        hint: '',
      };
      return linesOf(
        head,
        waiting.map((run) => run.id),
      );
    });
    return { lines: all, visible: all.flatMap((line) => (line.kind === 'run' ? [line.key] : [])) };
  }, [jobIds, runs, jobs, filter, foldedGroups]);
  const activeHead = useRowKeys(lines, foldKey, () => navigate({ screen: 'jobs' }));
  return (
    <div className={styles.rows}>
      <BulkBar shown={visible} onShowAll={() => showAll(lines, foldKey)} />
      {lines.length === 0 ? (
        <EmptyState
          title="Nothing matches"
          action={<Button onClick={() => uiStore.setState({ filter: '' })}>Clear the filter</Button>}
        />
      ) : (
        <RunList label="Runs that need you" lines={lines} foldKey={foldKey} activeHead={activeHead} />
      )}
    </div>
  );
}
