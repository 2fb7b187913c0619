import { ExternalLink, RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunId } from '../../../shared/ids.ts';
import type { PullRequest, PullRequestState } from '../../../shared/pull-request.ts';
import { repoLabel } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';
import { copyText, openExternal, openJob, perform } from '../../state/actions.ts';
import { pullRequestMark } from '../../state/run-mark.ts';
import { jobsNewestFirst } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { navigate, openRun, uiStore, useUi } from '../../state/ui-store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { entriesOf } from '../../ui/command-entries.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { RelativeTime } from '../../ui/Figures.tsx';
import { focusList } from '../../ui/focus-home.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { useRowMenu } from '../../ui/row-menu.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScriptedBadge } from '../../ui/ScriptedBadge.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import styles from './PullRequests.module.css';
import { type PullRequestEntry, pullRequestRows, type Shown, tallyOf } from './rows.ts';

/** Every pull request of every job: where it stands, and the way to it. */
export function PullRequests() {
  const jobIds = useClient(
    useShallow((state) =>
      jobsNewestFirst(state.jobs)
        .filter(({ counts }) => counts.pullRequests > 0)
        .map(({ job }) => job.id),
    ),
  );
  const reading = useClient((state) => jobIds.some((jobId) => !state.opened[jobId]));
  useEffect(() => {
    for (const jobId of jobIds) void openJob(jobId);
  }, [jobIds]);
  const runs = useClient((state) => state.runs);
  const filter = useUi((state) => state.filter);
  const [shown, setShown] = useState<Shown>('open');
  const [refreshing, setRefreshing] = useState(false);
  const all = useMemo(() => pullRequestRows(runs, 'all', ''), [runs]);
  const rows = useMemo(() => pullRequestRows(runs, shown, filter), [runs, shown, filter]);
  const activeRunId = useUi((state) => state.activeRunId);
  const active = rows.findIndex(({ run }) => run.id === activeRunId);
  const tally = tallyOf(all);
  const scripted = useClient((state) => jobIds.filter((jobId) => state.jobs[jobId]?.job.demo).length);
  // The header says it for all; rows only need it where some are not.
  const mixed = scripted > 0 && scripted < jobIds.length;

  const refresh = async () => {
    setRefreshing(true);
    const runIds = all.filter((row) => row.pullRequest.state !== 'merged').map((row) => row.run.id);
    if (runIds.length > 0) await perform('runs.refreshPullRequests', { runIds });
    setRefreshing(false);
  };
  useCommand('refresh', () => void refresh(), all.length > 0 && !refreshing);
  const goTo = (next: number) => {
    focusList();
    uiStore.setState({ activeRunId: rows[next]?.run.id ?? null });
  };
  const some = rows.length > 0;
  useCommand('row-next', () => goTo(Math.min(active + 1, rows.length - 1)), some);
  useCommand('row-previous', () => goTo(active < 0 ? rows.length - 1 : Math.max(active - 1, 0)), some);
  useCommand('row-first', () => goTo(0), some);
  useCommand('row-last', () => goTo(rows.length - 1), some);
  const current = rows[active];
  const actions = current && actionsOf(current);
  // biome-ignore lint/correctness/useHookAtTopLevel: the list never changes
  for (const id of ROW_COMMANDS) useCommand(id, () => actions?.[id].act(), actions !== undefined);
  const { menu, onContextMenu } = useRowMenu((id) => {
    const entry = rows.find(({ run }) => rowId(run.id) === id);
    if (!entry) return null;
    const of = actionsOf(entry);
    return { label: `Actions for #${entry.pullRequest.number}`, entries: entriesOf(ROW_COMMANDS, (each) => of[each]) };
  });

  if (jobIds.length === 0) {
    return (
      <Screen title="Pull requests">
        <EmptyState
          title="No pull requests yet"
          text="Those that you open from a job are followed here until they are merged or closed."
          action={<Button onClick={() => navigate({ screen: 'review', runId: null })}>Go to Review</Button>}
        />
      </Screen>
    );
  }
  return (
    <Screen
      title="Pull requests"
      aside={scripted > 0 && <ScriptedBadge />}
      actions={
        <>
          <Segmented
            label="State"
            value={shown}
            onValue={setShown}
            options={[
              { value: 'open', label: `Open ${tally.open}` },
              { value: 'merged', label: `Merged ${tally.merged}` },
              { value: 'closed', label: `Closed ${tally.closed}` },
              { value: 'all', label: 'All' },
            ]}
          />
          <SearchField label="Filter" value={filter} onValue={(value) => uiStore.setState({ filter: value })} />
          <IconButton
            label="Refresh from the hosts"
            keys="Shift+F"
            loading={refreshing}
            icon={<RefreshCw size={16} aria-hidden />}
            onClick={() => void refresh()}
          />
        </>
      }
    >
      {reading ? (
        <SkeletonRows rows={10} label="Reading pull requests" />
      ) : rows.length === 0 ? (
        <EmptyState
          title={filter === '' ? `None is ${shown}` : 'Nothing matches'}
          action={
            <Button
              onClick={() => {
                setShown('all');
                uiStore.setState({ filter: '' });
              }}
            >
              Show all {all.length}
            </Button>
          }
        />
      ) : (
        <VirtualList
          label="Pull requests"
          items={rows}
          itemKey={({ run }) => run.id}
          rowHeight={44}
          activeIndex={active < 0 ? null : active}
          activeId={current && rowId(current.run.id)}
          onContextMenu={onContextMenu}
          renderRow={({ run, pullRequest }, index) => (
            <PullRequestRow
              run={run}
              pullRequest={pullRequest}
              index={index}
              active={index === active}
              marksDemo={mixed}
            />
          )}
        />
      )}
      {menu}
    </Screen>
  );
}

const rowId = (runId: RunId): string => `pull-request-${runId}`;

const ROW_COMMANDS = ['row-open', 'pull-request-browser', 'pull-request-copy-link'] as const;

/** What can be done with a pull request, by key and from the menu of its row. */
const actionsOf = ({ run, pullRequest: { url } }: PullRequestEntry) => ({
  'row-open': { can: true, act: () => openRun(run.jobId, run.id) },
  'pull-request-browser': { can: true, act: () => void openExternal(url) },
  'pull-request-copy-link': { can: true, act: () => void copyText(url, 'Copied the link') },
});

const STATE_REASONS: Record<PullRequestState, string> = {
  draft: 'Not yet asked for review',
  open: 'In review',
  merged: 'The change has landed',
  closed: 'Closed without merging',
};

function PullRequestRow(props: {
  run: Run;
  pullRequest: PullRequest;
  index: number;
  active: boolean;
  marksDemo: boolean;
}) {
  const { run, pullRequest } = props;
  const job = useClient((state) => state.jobs[run.jobId]?.job);
  return (
    <GridRow
      className={styles.row}
      id={rowId(run.id)}
      index={props.index}
      active={props.active}
      onClick={() => openRun(run.jobId, run.id)}
    >
      <GridCell className={styles.state}>
        <StateMark mark={{ ...pullRequestMark(pullRequest.state), reason: STATE_REASONS[pullRequest.state] }} />
      </GridCell>
      <GridCell className={styles.names}>
        <span className={styles.repo}>
          <TruncatedText text={repoLabel(run.repo)} keep="end" />
          <span className={styles.number}>#{pullRequest.number}</span>
        </span>
        <span className={styles.title}>
          <TruncatedText text={pullRequest.title} />
        </span>
      </GridCell>
      <GridCell className={styles.job}>
        {/* Mostly the pull request is called as the job is: then it is said once. */}
        {job && job.title !== pullRequest.title && <TruncatedText text={job.title} />}
        {props.marksDemo && job?.demo && <ScriptedBadge />}
      </GridCell>
      <GridCell className={styles.time}>
        <span>
          opened <RelativeTime at={pullRequest.openedAt} />
        </span>
        {pullRequest.refreshedAt !== null && (
          <span className={styles.refreshed}>
            checked <RelativeTime at={pullRequest.refreshedAt} />
          </span>
        )}
      </GridCell>
      <GridCell>
        <IconButton
          label="Open in the browser"
          icon={<ExternalLink size={14} aria-hidden />}
          onClick={(event) => {
            event.stopPropagation();
            void openExternal(pullRequest.url);
          }}
        />
      </GridCell>
    </GridRow>
  );
}
