import { type ReactNode, useMemo } from 'react';
import type { JobId } from '../../../shared/ids.ts';
import type { Run } from '../../../shared/run.ts';
import { groupOf, type RunGroup } from '../../../shared/run-group.ts';
import { useOrderOfDeciding } from '../../state/deciding.ts';
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
import { GROUP_WORDS, readyHint } from './row-text.ts';
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

const inGroup = (runs: readonly Run[], group: RunGroup): Run[] => runs.filter((run) => groupOf(run) === group);
const foldKey = (key: string): string => `review:${key}`;

function ReviewRows({ jobIds }: { jobIds: readonly JobId[] }) {
  const filter = useUi((state) => state.filter);
  const foldedGroups = useUi((state) => state.foldedGroups);
  const runs = useClient((state) => state.runs);
  const jobs = useClient((state) => state.jobs);
  const { lines, visible } = useMemo(() => {
    const state = { ...store.getState(), runs, jobs };
    const linesUnder = (key: string, title: string, members: readonly Run[], hint = '') =>
      members.length === 0
        ? []
        : linesOf(
            { key, title, count: members.length, folded: foldedGroups[foldKey(key)] ?? false, hint },
            members.map((run) => run.id),
          );
    const all = jobIds.flatMap((jobId) => {
      const shown = runsOf(state, jobId).filter((run) => matchesFilter(run, filter));
      return linesUnder(jobId, jobs[jobId]?.job.title ?? '', inGroup(shown, 'needs_you'));
    });
    const approved = jobIds.flatMap((jobId) => inGroup(runsOf(state, jobId), 'ready'));
    const shownApproved = approved.filter((run) => matchesFilter(run, filter));
    all.push(...linesUnder('ready', GROUP_WORDS.ready, shownApproved, readyHint(shownApproved)));
    return { lines: all, visible: all.flatMap((line) => (line.kind === 'run' ? [line.key] : [])) };
  }, [jobIds, runs, jobs, filter, foldedGroups]);
  useOrderOfDeciding(visible);
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
