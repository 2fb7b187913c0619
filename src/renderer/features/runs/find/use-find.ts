import { useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { focusHome } from '../../../ui/focus-home.ts';
import { type FindPane, useAskedToFind } from './find-store.ts';
import { type Found, findMarks, firstMarkFrom, markAt, NOTHING_FOUND, type Searched, stepMark } from './marks.ts';

/** Where the present mark stands; `turn` is another one each time somebody goes there. */
export interface FindTarget {
  unit: number;
  nth: number;
  turn: number;
}

interface Find {
  query: string;
  /** Of all marks, from 0; null while the first one has still to be gone to. */
  index: number | null;
  turn: number;
}

/** What the field shows and does. */
export interface FindBarState {
  query: string;
  current: number;
  total: number;
  asked: number;
  onQuery: (query: string) => void;
  onStep: (direction: 1 | -1) => void;
  onClose: () => void;
}

/**
 * Finds words in one pane of a run. `show` brings a text into sight; the mark itself is brought there by useMarks. `from`: the
 * text from which the search begins.
 */
export function useFind(options: {
  pane: FindPane;
  searched: Searched;
  show: (mark: { unit: number; nth: number; words: readonly string[] }) => void;
  from?: () => number;
}) {
  const { pane, searched } = options;
  const [find, setFind] = useState<Find | null>(null);
  const asked = useAskedToFind(pane);
  // What was asked before this pane was there is not meant for it.
  const answered = useRef(asked);
  const cameFrom = useRef<Element | null>(null);
  useEffect(() => {
    if (asked === null || asked === answered.current) return;
    answered.current = asked;
    // Before the field takes the focus.
    if (!document.activeElement?.closest('search')) cameFrom.current = document.activeElement;
    setFind((before) => before ?? { query: '', index: null, turn: 0 });
  }, [asked]);

  const query = useDeferredValue(find?.query ?? '');
  const found = useMemo(() => (query === '' ? NOTHING_FOUND : findMarks(query, searched)), [query, searched]);

  const go = (state: Find, marks: Found, index: number) => {
    const place = markAt(marks, index);
    setFind({ ...state, index, turn: state.turn + 1 });
    if (place) options.show({ ...place, words: marks.words });
  };
  const goToFirst = useEffectEvent(() => {
    if (find && find.index === null && found.total > 0) go(find, found, firstMarkFrom(found, options.from?.() ?? 0));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each query; what streams in later moves no reader
  useEffect(() => goToFirst(), [query]);

  const target = useMemo((): FindTarget | null => {
    const place = find && find.index !== null ? markAt(found, find.index) : null;
    return place && find ? { ...place, turn: find.turn } : null;
  }, [find, found]);

  const bar: FindBarState | null = find && {
    query: find.query,
    total: found.total,
    current: find.index === null || found.total === 0 ? 0 : Math.min(find.index, found.total - 1) + 1,
    asked: asked ?? 0,
    onQuery: (next) => setFind({ ...find, query: next, index: null }),
    onStep: (direction) => {
      // Who types quickly and presses Enter means what stands in the field by now.
      const marks = find.query === query ? found : findMarks(find.query, searched);
      if (marks.total === 0) return;
      go(find, marks, find.index === null ? 0 : stepMark(marks, find.index, direction));
    },
    onClose: () => {
      setFind(null);
      const home = cameFrom.current;
      if (home instanceof HTMLElement && home.isConnected && home !== document.body)
        home.focus({ preventScroll: true });
      else focusHome();
    },
  };
  return {
    found,
    target,
    bar,
    /** Looks for words that somebody was led here by, beginning at a text. */
    begin: (words: string, unit: number) => {
      const marks = findMarks(words, searched);
      const index = firstMarkFrom(marks, unit);
      setFind({ query: words, index: marks.total > 0 ? index : null, turn: (find?.turn ?? 0) + 1 });
    },
  };
}
