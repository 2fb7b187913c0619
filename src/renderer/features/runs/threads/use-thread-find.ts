import { type RefObject, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { uiStore, useUi } from '../../../state/ui-store.ts';
import { usePaneUse } from '../find/find-store.ts';
import { marksIn } from '../find/marks.ts';
import { useFind } from '../find/use-find.ts';
import { type DrawnUnit, textsBelow, useMarks } from '../find/use-marks.ts';
import { type Entry, isRow } from './entry.ts';
import { indexAtSeq } from './place.ts';
import { headOfRow, textOf } from './search.ts';
import type { ThreadListHandle } from './ThreadList.tsx';

/**
 * Finds words among the entries of a conversation, and goes to where the search of all jobs has led. `open` unfolds an entry
 * by its id; `complete`: all entries are here.
 */
export function useThreadFind(options: {
  runId: RunId;
  entries: readonly Entry[];
  complete: boolean;
  list: RefObject<ThreadListHandle | null>;
  root: HTMLElement | null;
  open: (id: string) => void;
}) {
  const { runId, entries, complete, list, root, open } = options;
  const opensAt = useRef(uiStore.getState().jump);
  const searched = useMemo(
    () => ({
      count: entries.length,
      textOf: (unit: number) => {
        const entry = entries[unit];
        return entry ? textOf(entry) : '';
      },
    }),
    [entries],
  );
  const { found, target, bar, begin } = useFind({
    pane: 'conversation',
    searched,
    show: ({ unit, nth, words }) => {
      const entry = entries[unit];
      if (!entry) return;
      // What stands in the line of a row is seen while it is closed, too.
      if (isRow(entry) && nth >= marksIn(headOfRow(entry), words).length) open(entry.id);
      list.current?.show(unit, 'center');
    },
  });
  useMarks({ root, found, target, drawn: drawnEntries });
  usePaneUse('conversation', root);

  const jump = useUi((state) => (state.jump?.runId === runId ? state.jump : null));
  const goTo = useEffectEvent((seq: number, text: string) => {
    const index = indexAtSeq(entries, seq);
    const entry = entries[index];
    if (!entry) return;
    if (isRow(entry)) open(entry.id);
    begin(text, index);
    // A list that is only now mounted begins there by itself.
    if (jump !== opensAt.current) list.current?.show(index, 'center');
  });
  useEffect(() => {
    if (!jump || !complete) return;
    uiStore.setState({ jump: null });
    goTo(jump.seq, jump.text);
  }, [jump, complete]);

  return {
    /** The entry of the present mark. */
    foundId: target === null ? null : (entries[target.unit]?.id ?? null),
    /** What the field shows; null while there is none. */
    bar,
  };
}

/** Words of different paragraphs are not read as one. */
const drawnEntries = (root: HTMLElement): DrawnUnit[] =>
  [...root.querySelectorAll<HTMLElement>('[data-item-index]')].map((entry) => ({
    unit: Number(entry.dataset.itemIndex),
    texts: textsBelow(entry).map((text) => [text]),
  }));
