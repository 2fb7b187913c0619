import { type ReactNode, useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { JobId } from '../../../shared/ids.ts';
import { groupOf } from '../../../shared/run.ts';
import { openJob } from '../../state/actions.ts';
import { matchesFilter } from '../../state/run-filter.ts';
import { jobsNewestFirst, linesOf, runsOf } from '../../state/selectors.ts';
import { store, useClient } from '../../state/store.ts';
import { navigate, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { plural } from '../../ui/format.ts';
import { ListDetail } from '../../ui/ListDetail.tsx';
import { OpenApproved } from '../../ui/OpenApproved.tsx';
import { ReviewSwitch } from '../../ui/ReviewSwitch.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScriptedBadge } from '../../ui/ScriptedBadge.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { BulkBar } from './BulkBar.tsx';
import styles from './JobScreen.module.css';
import { RunList } from './RunList.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** Everything that waits for a person, of all jobs, newest job first. */
export function ReviewScreen({ detail }: { detail: ReactNode | null }) {
  const jobIds = useClient(
    useShallow((state) =>
      jobsNewestFirst(state.jobs)
        .filter(({ counts }) => counts.needsYou > 0)
        .map(({ job }) => job.id),
    ),
  );
  const reading = useClient((state) => jobIds.some((jobId) => !state.opened[jobId]));
  useEffect(() => {
    for (const jobId of jobIds) void openJob(jobId);
  }, [jobIds]);
  const waiting = useClient((state) =>
    jobIds.reduce((sum, jobId) => sum + (state.jobs[jobId]?.counts.needsYou ?? 0), 0),
  );
  const scripted = useClient((state) => jobIds.some((jobId) => state.jobs[jobId]?.job.demo));

  if (jobIds.length === 0 && detail === null) {
    return (
      <Screen title="Review">
        <EmptyState
          title="Nothing waits for you"
          text="Changes to look at, failed runs and interrupted ones come here from all jobs as soon as there are any."
          action={<Button onClick={() => navigate({ screen: 'jobs' })}>Go to Jobs</Button>}
        />
      </Screen>
    );
  }
  const rows = reading ? <SkeletonRows rows={10} label="Reading the runs" /> : <ReviewRows jobIds={jobIds} />;
  return (
    <Screen
      title="Review"
      actions={
        <>
          <OpenApproved quiet={detail !== null} />
          <ReviewSwitch />
        </>
      }
      aside={
        <>
          <span className={styles.matches}>{plural(waiting, 'run')}</span>
          {scripted && <ScriptedBadge />}
        </>
      }
    >
      <ListDetail id="job-list" label="Width of the list of runs" size={320} list={rows} detail={detail} />
    </Screen>
  );
}

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
  useRowKeys(visible, () => navigate({ screen: 'jobs' }));
  return (
    <div className={styles.rows}>
      <BulkBar shown={visible} />
      {lines.length === 0 ? (
        <EmptyState
          title="Nothing matches"
          action={<Button onClick={() => uiStore.setState({ filter: '' })}>Clear the filter</Button>}
        />
      ) : (
        <RunList label="Runs that need you" lines={lines} foldKey={(head) => `review:${head.key}`} />
      )}
    </div>
  );
}
