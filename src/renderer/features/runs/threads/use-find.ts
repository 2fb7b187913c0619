import { type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { uiStore, useUi } from '../../../state/ui-store.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { type Entry, isRow } from './entry.ts';
import { indexAtSeq } from './place.ts';
import { findIn, stepThrough, textOf, wordsOfQuery } from './search.ts';
import type { ThreadListHandle } from './ThreadList.tsx';

/** What is looked for in a conversation, and the hit that the reader stands on. */
interface Find {
  query: string;
  /** Index of an entry. */
  at: number | null;
  /** Grows each time somebody asks for the field. */
  asked: number;
}

/**
 * Finds words among the entries of a conversation, and goes to where the search of all jobs has led. `open` unfolds an entry
 * by its id; `complete`: all entries are here.
 */
export function useFind(options: {
  runId: RunId;
  entries: readonly Entry[];
  complete: boolean;
  list: RefObject<ThreadListHandle | null>;
  open: (id: string) => void;
}) {
  const { runId, entries, complete, list, open } = options;
  const [find, setFind] = useState<Find | null>(null);
  const opensAt = useRef(uiStore.getState().jump);
  const query = useDeferredValue(find?.query ?? '');
  const words = useMemo(() => wordsOfQuery(query), [query]);
  const hits = useMemo(() => findIn(entries, query, textOf), [entries, query]);

  const step = (direction: 1 | -1) => {
    // Who types quickly and presses Enter means what stands in the field by now.
    const found = find && find.query !== query ? findIn(entries, find.query, textOf) : hits;
    const index = stepThrough(found, find?.at ?? -1, direction);
    const entry = index === null ? undefined : entries[index];
    if (!find || index === null || !entry) return;
    setFind({ ...find, at: index });
    if (isRow(entry) && !words.every((word) => entry.title.toLowerCase().includes(word))) open(entry.id);
    list.current?.show(index, 'center');
  };
  useCommand('find', () =>
    setFind((before) => ({ query: before?.query ?? '', at: before?.at ?? null, asked: (before?.asked ?? 0) + 1 })),
  );

  const jump = useUi((state) => (state.jump?.runId === runId ? state.jump : null));
  useEffect(() => {
    if (!jump || !complete) return;
    uiStore.setState({ jump: null });
    const index = indexAtSeq(entries, jump.seq);
    const entry = entries[index];
    if (!entry) return;
    if (isRow(entry)) open(entry.id);
    setFind((before) => ({ query: jump.text, at: index, asked: before?.asked ?? 0 }));
    // A list that is only now mounted begins there by itself.
    if (jump !== opensAt.current) list.current?.show(index, 'center');
  }, [jump, complete, entries, list, open]);

  const at = find?.at ?? null;
  return {
    words,
    /** The entry of the present hit. */
    foundId: at === null ? null : (entries[at]?.id ?? null),
    /** What the field shows; null while there is none. */
    bar: find && {
      query: find.query,
      asked: find.asked,
      found: hits.length,
      current: at === null ? 0 : hits.indexOf(at) + 1,
      onQuery: (next: string) => setFind({ ...find, query: next, at: null }),
      onStep: step,
      onClose: () => setFind(null),
    },
  };
}
