import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/ids.ts';
import type { Job } from '../../../shared/job.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { Run } from '../../../shared/run.ts';
import { groupOf, type RunGroup } from '../../../shared/run-group.ts';
import { waitsUntil } from '../../../shared/run-text.ts';
import { openJob } from '../../state/actions.ts';
import { useOrderOfDeciding } from '../../state/deciding.ts';
import { sortedRuns } from '../../state/run-sort.ts';
import { groupRuns, linesOf, runIdsOf } from '../../state/selectors.ts';
import { store, useClient } from '../../state/store.ts';
import { navigate, openRunId, setFolded, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { focusList } from '../../ui/focus-home.ts';
import { ListDetail } from '../../ui/ListDetail.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScriptedBadge } from '../../ui/ScriptedBadge.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { useNowWhile } from '../../ui/use-now.ts';
import { BulkBar } from './BulkBar.tsx';
import { JobActions, JobFigures, JobProgress } from './JobHeader.tsx';
import styles from './JobScreen.module.css';
import { RunList } from './RunList.tsx';
import { GROUP_WORDS, groupHint, isUsuallyFolded, readyHint } from './row-text.ts';
import { showAll, useRowKeys } from './use-row-keys.ts';
import { useRowOrder } from './use-row-order.ts';

/** One job: its rows by who must act, and beside them the run that is open (`detail`, null when none is). */
export function JobScreen({ jobId, detail }: { jobId: JobId; detail: ReactNode | null }) {
  const summary = useClient((state) => state.jobs[jobId]);
  const opened = useClient((state) => state.opened[jobId] === true);
  const [error, setError] = useState<AppError | null>(null);
  const read = useCallback(
    () => void openJob(jobId).then((answer) => setError(answer.ok ? null : answer.error)),
    [jobId],
  );
  useEffect(() => {
    if (!opened) read();
  }, [opened, read]);
  const runIds = useClient((state) => runIdsOf(state, jobId));
  const byId = useClient((state) => state.runs);
  const runs = useMemo(() => runIds.flatMap((id) => byId[id] ?? []), [runIds, byId]);

  if (!summary) return null;
  const { job } = summary;
  const compact = detail !== null;
  return (
    <Screen
      above={{ label: 'Jobs', onOpen: () => navigate({ screen: 'jobs' }) }}
      title={job.title}
      aside={job.demo && <ScriptedBadge />}
      actions={
        <>
          <JobFigures summary={summary} runs={runs} />
          <JobActions summary={summary} runs={runs} quiet={compact} />
        </>
      }
      below={<JobProgress summary={summary} />}
    >
      {error ? (
        <div className={styles.padded}>
          <ErrorCard error={error} place={{ jobId, retry: read }} />
        </div>
      ) : !opened ? (
        <SkeletonRows rows={12} label="Reading the runs" />
      ) : (
        <ListDetail
          id="job-list"
          label="Width of the list of runs"
          size={320}
          list={<JobRows job={job} runs={runs} />}
          detail={detail}
        />
      )}
    </Screen>
  );
}

function JobRows({ job, runs }: { job: Job; runs: readonly Run[] }) {
  const jobId = job.id;
  const held = useClient((state) => state.held);
  const filter = useUi((state) => state.filter);
  const sort = useUi((state) => state.runSort);
  const foldedGroups = useUi((state) => state.foldedGroups);
  const now = useNowWhile(runs.some((run) => waitsUntil(run) !== null));
  const { lines, visible, ordered } = useMemo(() => {
    // The order in which runs wait is the one in which they start.
    const groups = groupRuns(sort ? sortedRuns(runs, sort, Date.now()) : runs, filter, runs);
    const byId = new Map(runs.map((run) => [run.id, run]));
    const hintOf = (group: RunGroup, members: readonly Run[]): string => {
      if (group === 'ready') return readyHint(members);
      return group === 'waiting'
        ? groupHint(members, now, job.paused ? 'the job is paused' : held && messageText(held))
        : '';
    };
    const all = groups.flatMap(({ group, runIds }) => {
      const folded = foldedGroups[`${jobId}:${group}`] ?? (filter === '' && isUsuallyFolded(group, groups.length));
      const members = runIds.flatMap((id) => byId.get(id) ?? []);
      const head = {
        key: group,
        title: GROUP_WORDS[group],
        count: runIds.length,
        folded,
        hint: hintOf(group, members),
      };
      return linesOf(head, runIds);
    });
    return {
      lines: all,
      visible: all.flatMap((line) => (line.kind === 'run' ? [line.key] : [])),
      ordered: groups.flatMap(({ runIds }) => runIds),
    };
  }, [runs, filter, sort, foldedGroups, jobId, now, job.paused, held]);
  const waiting = useMemo(() => runs.filter((run) => run.status === 'queued').map((run) => run.id), [runs]);
  const openId = useUi((state) => openRunId(state.route));
  // Whoever opens a run from elsewhere sees its row, too; it may be folded again.
  useEffect(() => {
    const run = openId === null ? undefined : store.getState().runs[openId];
    if (run) setFolded(`${jobId}:${groupOf(run)}`, false);
  }, [openId, jobId]);
  useOrderOfDeciding(ordered);
  const dragOf = useRowOrder(waiting, visible);
  const foldKey = (group: string) => `${jobId}:${group}`;
  const activeHead = useRowKeys(lines, foldKey, () => {
    navigate({ screen: 'jobs' });
    focusList();
  });
  return (
    <div className={styles.rows}>
      <BulkBar shown={visible} onShowAll={() => showAll(lines, foldKey)} />
      {lines.length === 0 ? (
        <EmptyState
          title={filter === '' ? 'This job has no runs' : 'Nothing matches'}
          text={filter === '' ? undefined : 'Words are looked for in repository, state, reason and error.'}
          action={filter !== '' && <Button onClick={() => uiStore.setState({ filter: '' })}>Clear the filter</Button>}
          example={filter !== '' && 'For example: outcome:failed, checks:newly-broken, cost:>0.5, or a part of a name.'}
        />
      ) : (
        <RunList label="Runs" lines={lines} foldKey={foldKey} activeHead={activeHead} dragOf={dragOf} />
      )}
    </div>
  );
}
