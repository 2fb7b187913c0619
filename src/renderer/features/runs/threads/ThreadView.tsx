import { Copy } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Run } from '../../../../shared/run.ts';
import { actionOf } from '../../../../shared/run-text.ts';
import { showInDiff, uiStore, useUi } from '../../../state/ui-store.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorCard } from '../../../ui/ErrorCard.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { FindBar } from '../find/FindBar.tsx';
import { type Entry, isRow } from './entry.ts';
import { LiveView } from './LiveView.tsx';
import { SectionView } from './SectionView.tsx';
import { type Section, simplified } from './simplified.ts';
import { TechnicalRowView } from './TechnicalRowView.tsx';
import { ThreadBar } from './ThreadBar.tsx';
import { ThreadList, type ThreadListHandle } from './ThreadList.tsx';
import styles from './ThreadView.module.css';
import { technical } from './technical.ts';
import { filterRows, NO_FILTER, toolsOf } from './technical-filter.ts';
import { useCallJump } from './use-call-jump.ts';
import { useKeptPlace } from './use-kept-place.ts';
import { copyMessage, useMessageMenu } from './use-message-menu.tsx';
import { refreshThread, useThread } from './use-thread.ts';
import { useThreadFind } from './use-thread-find.ts';

/** What is worth taking along alone. */
const COPIED = new Set<Section['kind']>(['asked', 'said', 'reported', 'remark', 'broke_off']);

/** The conversation of a run in the reading that the person chose. */
export function ThreadView({ run }: { run: Run }) {
  const { thread, live, loading, complete, endOnly, error } = useThread(run.id);
  const view = useUi((state) => state.threadView);
  const [filter, setFilter] = useState(NO_FILTER);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const list = useRef<ThreadListHandle>(null);
  const { start, keepPlace } = useKeptPlace(run, list);

  const rows = useMemo(() => (view === 'technical' ? technical(thread.items) : []), [thread, view]);
  const entries = useMemo<readonly Entry[]>(
    () => (view === 'technical' ? filterRows(rows, filter) : simplified(thread.items)),
    [thread, view, rows, filter],
  );
  const toggleRow = useCallback(
    (id: string) =>
      setOpened((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    [],
  );
  const openRow = useCallback((id: string) => setOpened((before) => new Set(before).add(id)), []);
  const { foundId, bar } = useThreadFind({ runId: run.id, entries, complete, list, root: scroller, open: openRow });
  const { callId, jumpToCall } = useCallJump(entries, list);

  const { menu, onContextMenu } = useMessageMenu();
  const showFile = run.changeset === null ? null : (path: string) => showInDiff({ runId: run.id, path, line: null });

  const isRunning = run.status === 'running';
  const { seq: startSeq } = start.current;
  const canDraw = !loading && (error || complete || (endOnly ? startSeq === null : startSeq === 0));
  const last = entries.at(-1);
  const saysWhatItDoes =
    last !== undefined && !isRow(last) && last.kind === 'did' && last.actions.some((action) => action.kind === 'doing');
  const hasTail = isRunning && !(saysWhatItDoes && !live?.text);
  return (
    <div className={styles.thread}>
      <ThreadBar
        run={run}
        thread={thread}
        complete={complete}
        view={view}
        onView={(threadView) => uiStore.setState({ threadView })}
        filter={filter}
        onFilter={(next) => {
          keepPlace();
          setFilter(next);
        }}
        tools={view === 'technical' ? toolsOf(rows) : []}
        onJump={jumpToCall}
      />
      {bar && <FindBar {...bar} label="Find in the conversation" />}
      {error && (
        <div className={styles.notice}>
          <ErrorCard error={error} place={{ jobId: run.jobId, runId: run.id, retry: () => refreshThread(run.id) }} />
        </div>
      )}
      {!canDraw ? (
        <SkeletonRows rows={8} label="Reading the conversation" />
      ) : entries.length === 0 && !isRunning ? (
        !error && <NothingYet filtered={thread.items.length > 0} />
      ) : (
        <ThreadList
          key={`${run.id}:${view}:${filter.tool}:${filter.errorsOnly}:${endOnly}`}
          ref={list}
          label={view === 'simplified' ? 'Conversation, simplified' : 'Conversation, technical'}
          entries={entries}
          start={start.current}
          onScroller={setScroller}
          onContextMenu={onContextMenu}
          streams={isRunning}
          tail={
            hasTail ? (
              <div className={styles.section}>
                <LiveView live={live} action={saysWhatItDoes ? null : actionOf(run)} view={view} />
              </div>
            ) : null
          }
          renderEntry={(entry) =>
            isRow(entry) ? (
              <div className={entry.id === foundId || entry.id === callId ? styles.current : undefined}>
                <TechnicalRowView row={entry} open={opened.has(entry.id)} onToggle={toggleRow} />
              </div>
            ) : (
              <div className={classNames(styles.section, entry.id === foundId && styles.current)}>
                <SectionView section={entry} onFile={showFile} />
                {COPIED.has(entry.kind) && (
                  <IconButton
                    label="Copy message"
                    size="small"
                    className={styles.copy ?? ''}
                    icon={<Copy size={13} aria-hidden />}
                    onClick={() => void copyMessage(entry)}
                  />
                )}
              </div>
            )
          }
        />
      )}
      {menu}
    </div>
  );
}

const NothingYet = ({ filtered }: { filtered: boolean }) =>
  filtered ? (
    <EmptyState title="Nothing matches this filter" text="Show all tools, or leave out the filter for errors." />
  ) : (
    <EmptyState title="Nothing has happened yet" text="The conversation appears here as soon as the run starts." />
  );
