import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Run } from '../../../../shared/run.ts';
import { uiStore, useUi } from '../../../state/ui-store.ts';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorCard } from '../../../ui/ErrorCard.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { FindBar } from './FindBar.tsx';
import { LiveView } from './LiveView.tsx';
import { PassageView } from './PassageView.tsx';
import { indexAtSeq } from './place.ts';
import { findIn, stepThrough, textOfPassage, textOfRow, wordsOfQuery } from './search.ts';
import { type Passage, simplified } from './simplified.ts';
import { TechnicalRowView } from './TechnicalRowView.tsx';
import { ThreadBar } from './ThreadBar.tsx';
import { type Place, ThreadList, type ThreadListHandle } from './ThreadList.tsx';
import styles from './ThreadView.module.css';
import { filterRows, NO_FILTER, type TechnicalRow, technical, toolsOf } from './technical.ts';
import { useHighlights } from './use-highlights.ts';
import { refreshThread, useThread } from './use-thread.ts';

type Entry = Passage | TechnicalRow;
const isRow = (entry: Entry): entry is TechnicalRow => 'item' in entry;
const textOf = (entry: Entry): string => (isRow(entry) ? textOfRow(entry) : textOfPassage(entry));

/** The conversation of a run in the reading that the person chose. */
export function ThreadView({ run }: { run: Run }) {
  const { thread, live, loading, complete, endOnly, error } = useThread(run.id);
  const view = useUi((state) => state.threadView);
  const [filter, setFilter] = useState(NO_FILTER);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [find, setFind] = useState<{ query: string; at: number | null; asked: number } | null>(null);
  const [callId, setCallId] = useState<string | null>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const list = useRef<ThreadListHandle>(null);
  const opensAt = useRef(uiStore.getState().jump);
  const start = useRef<Place>(startOf(run));

  const rows = useMemo(() => (view === 'technical' ? technical(thread.items) : []), [thread, view]);
  const entries = useMemo<readonly Entry[]>(
    () => (view === 'technical' ? filterRows(rows, filter) : simplified(thread.items)),
    [thread, view, rows, filter],
  );
  const query = useDeferredValue(find?.query ?? '');
  const words = useMemo(() => wordsOfQuery(query), [query]);
  const hits = useMemo(() => findIn(entries, query, textOf), [entries, query]);
  useHighlights(scroller, words);

  /** Whatever redraws the list keeps the reader's place. */
  const keepPlace = () => {
    start.current = list.current?.place() ?? start.current;
  };
  // The store tells its listeners before anything is drawn anew, whoever switched.
  useEffect(
    () =>
      uiStore.subscribe((state, before) => {
        if (state.threadView !== before.threadView) start.current = list.current?.place() ?? start.current;
      }),
    [],
  );
  const drewEnd = useRef(endOnly);
  if (drewEnd.current !== endOnly) {
    drewEnd.current = endOnly;
    keepPlace();
  }
  const toggleRow = useCallback(
    (id: string) =>
      setOpened((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    [],
  );
  const stepFind = (direction: 1 | -1) => {
    // Who types quickly and presses Enter means what stands in the field by now.
    const found = find && find.query !== query ? findIn(entries, find.query, textOf) : hits;
    const index = stepThrough(found, find?.at ?? -1, direction);
    const entry = index === null ? undefined : entries[index];
    if (!find || index === null || !entry) return;
    setFind({ ...find, at: index });
    if (isRow(entry) && !words.every((word) => entry.title.toLowerCase().includes(word)))
      setOpened((before) => new Set(before).add(entry.id));
    list.current?.show(index, 'center');
  };
  const jumpToCall = (direction: 1 | -1) => {
    const here = list.current?.place();
    // Nothing is drawn yet.
    if (!here) return;
    const at = entries.findIndex((entry) => entry.id === callId);
    const call = entries[at];
    // Near the end nothing can scroll any more: what was jumped to last says where the reader is.
    const from =
      call && list.current?.sees(call.seq)
        ? at
        : here.seq === null
          ? entries.length
          : entries.findIndex((entry) => entry.seq === here.seq);
    const calls = entries.flatMap((entry, index) => (isRow(entry) && entry.tool !== null ? [index] : []));
    const next = stepThrough(calls, from, direction);
    if (next === null) return;
    setCallId(entries[next]?.id ?? null);
    list.current?.show(next, 'start');
  };

  useCommand('find', () =>
    setFind((before) => ({ query: before?.query ?? '', at: before?.at ?? null, asked: (before?.asked ?? 0) + 1 })),
  );

  const jump = useUi((state) => (state.jump?.runId === run.id ? state.jump : null));
  useEffect(() => {
    if (!jump || !complete) return;
    uiStore.setState({ jump: null });
    const index = indexAtSeq(entries, jump.seq);
    const entry = entries[index];
    if (!entry) return;
    if (isRow(entry)) setOpened((before) => new Set(before).add(entry.id));
    setFind((before) => ({ query: jump.text, at: index, asked: before?.asked ?? 0 }));
    // A list that is only now mounted begins there by itself.
    if (jump !== opensAt.current) list.current?.show(index, 'center');
  }, [jump, complete, entries]);

  const isRunning = run.status === 'running';
  const { seq: startSeq } = start.current;
  const canDraw = !loading && (error || complete || (endOnly ? startSeq === null : startSeq === 0));
  const last = entries.at(-1);
  const saysWhatItDoes =
    last !== undefined && !isRow(last) && last.kind === 'did' && last.deeds.some((deed) => deed.kind === 'doing');
  const hasTail = isRunning && !(saysWhatItDoes && !live?.text);
  const currentId = find?.at === null || find?.at === undefined ? null : entries[find.at]?.id;
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
      {find && (
        <FindBar
          query={find.query}
          asked={find.asked}
          found={hits.length}
          current={find.at === null ? 0 : hits.indexOf(find.at) + 1}
          onQuery={(next) => setFind({ ...find, query: next, at: null })}
          onStep={stepFind}
          onClose={() => setFind(null)}
        />
      )}
      {error && (
        <div className={styles.notice}>
          <ErrorCard error={error} actions={{ retry: () => refreshThread(run.id) }} />
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
          streams={isRunning}
          tail={
            hasTail ? (
              <div className={styles.passage}>
                <LiveView live={live} action={saysWhatItDoes ? null : run.action} view={view} />
              </div>
            ) : null
          }
          renderEntry={(entry) =>
            isRow(entry) ? (
              <div className={entry.id === currentId || entry.id === callId ? styles.current : undefined}>
                <TechnicalRowView row={entry} open={opened.has(entry.id)} onToggle={toggleRow} />
              </div>
            ) : (
              <div className={classNames(styles.passage, entry.id === currentId && styles.current)}>
                <PassageView passage={entry} />
              </div>
            )
          }
        />
      )}
    </div>
  );
}

/** Some of what was said before can be seen above it. */
const ABOVE_JUMP = 120;

/** Where a conversation opens: where somebody wants to look, at its end while it runs, else at its beginning. */
function startOf(run: Run): Place {
  const { jump } = uiStore.getState();
  if (jump?.runId === run.id) return { seq: jump.seq, offset: ABOVE_JUMP };
  return { seq: run.status === 'running' ? null : 0, offset: 0 };
}

const NothingYet = ({ filtered }: { filtered: boolean }) =>
  filtered ? (
    <EmptyState title="Nothing matches this filter" text="Show all tools, or leave out the filter for errors." />
  ) : (
    <EmptyState title="Nothing has happened yet" text="The conversation appears here as soon as the run starts." />
  );
