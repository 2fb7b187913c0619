import { ArrowDown } from 'lucide-react';
import {
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { type IndexLocationWithAlign, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { Button } from '../../../ui/Button.tsx';
import { indexAtSeq } from './place.ts';
import styles from './ThreadView.module.css';

/** A place in the log as it stands on the screen. */
export interface Place {
  /** Null: at the end, wherever that is by then. */
  seq: number | null;
  /** Pixels from the top of the list to the top of that entry. */
  offset: number;
}

interface Entry {
  id: string;
  seq: number;
}

export interface ThreadListHandle {
  /** Where the reader is. */
  place(): Place | null;
  /** Some of this entry can be seen. */
  sees(seq: number): boolean;
  show(index: number, align: 'start' | 'center'): void;
}

/** Pixels from the end that still count as the end. */
const NEAR_END = 48;

/**
 * The entries of a thread, of which only the visible ones exist. It follows the stream while the reader is at the end and
 * stays where it is otherwise. `start` counts once, when the list is mounted.
 */
export function ThreadList<T extends Entry>(props: {
  ref: Ref<ThreadListHandle>;
  label: string;
  entries: readonly T[];
  renderEntry: (entry: T, index: number) => ReactNode;
  /** What is being streamed: the last entry, of changing height. */
  tail: ReactNode;
  /** More may come: offers the way to the newest. */
  streams: boolean;
  start: Place;
  onScroller: (element: HTMLElement | null) => void;
  onContextMenu: (event: MouseEvent, entry: T) => void;
}) {
  const { entries, tail } = props;
  const list = useRef<VirtuosoHandle>(null);
  const scroller = useRef<HTMLElement | null>(null);
  const [atEnd, setAtEnd] = useState(props.start.seq === null);
  // The list believes that it is at the end as long as it is on the way there; a reader who turns back is not.
  const turnedBack = useRef(false);
  const lastTop = useRef(0);
  const count = entries.length + (tail ? 1 : 0);

  // The list lets go of its element and gives it again whenever this function is another one.
  const { onScroller } = props;
  const takeScroller = useCallback(
    (element: HTMLElement | Window | null) => {
      scroller.current = element instanceof HTMLElement ? element : null;
      onScroller(scroller.current);
    },
    [onScroller],
  );

  useImperativeHandle(props.ref, () => ({
    place: () => (atEnd ? { seq: null, offset: 0 } : placeIn(scroller.current)),
    sees(seq) {
      const entry = scroller.current?.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect();
      const box = scroller.current?.getBoundingClientRect();
      return entry !== undefined && box !== undefined && entry.bottom > box.top && entry.top < box.bottom;
    },
    show: (index, align) => list.current?.scrollToIndex({ index, align }),
  }));

  useEffect(() => {
    if (atEnd && tail && !turnedBack.current) list.current?.autoscrollToBottom();
  }, [tail, atEnd]);

  return (
    <div className={styles.listArea}>
      <Virtuoso
        ref={list}
        className={styles.list ?? ''}
        aria-label={props.label}
        role="region"
        totalCount={count}
        computeItemKey={(index) => entries[index]?.id ?? 'tail'}
        itemContent={(index) => {
          const entry = entries[index];
          return entry ? (
            // biome-ignore lint/a11y/noStaticElementInteractions: the button in it copies the message, too
            <div data-seq={entry.seq} onContextMenu={(event) => props.onContextMenu(event, entry)}>
              {props.renderEntry(entry, index)}
            </div>
          ) : (
            tail
          );
        }}
        initialTopMostItemIndex={locationOf(props.start, entries, count)}
        followOutput={(isAtEnd) => (isAtEnd && !turnedBack.current ? 'auto' : false)}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (scrollHeight - clientHeight - scrollTop <= NEAR_END) turnedBack.current = false;
          else if (scrollTop < lastTop.current) turnedBack.current = true;
          lastTop.current = scrollTop;
        }}
        atBottomThreshold={NEAR_END}
        atBottomStateChange={setAtEnd}
        increaseViewportBy={200}
        scrollerRef={takeScroller}
      />
      {props.streams && !atEnd && (
        <Button
          className={styles.jump}
          size="small"
          icon={<ArrowDown size={14} aria-hidden />}
          onClick={() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' })}
        >
          Jump to newest
        </Button>
      )}
    </div>
  );
}

function locationOf(place: Place, entries: readonly Entry[], count: number): IndexLocationWithAlign {
  if (place.seq === null) return { index: Math.max(0, count - 1), align: 'end' };
  return { index: indexAtSeq(entries, place.seq), align: 'start', offset: -place.offset };
}

/** Pixels of an entry at the top that do not make it the one that is read. */
const LAST_LINE = 16;
/**
 * How far below the top the entry that is read is put back, at most. Well under `LAST_LINE`: the entry above it must not count
 * as the one that is read because the list lays out in fractions of a pixel.
 */
const FURTHEST_BELOW = LAST_LINE / 2;

/** The first entry of which more than its last line is visible. */
function placeIn(scroller: HTMLElement | null): Place | null {
  if (!scroller) return null;
  const top = scroller.getBoundingClientRect().top;
  for (const entry of scroller.querySelectorAll<HTMLElement>('[data-seq]')) {
    const box = entry.getBoundingClientRect();
    if (box.bottom <= top + LAST_LINE) continue;
    // An entry that begins far above is kept by its top: its counterpart may be one line.
    const below = Math.max(0, Math.round(box.top - top));
    return { seq: Number(entry.dataset.seq), offset: Math.min(below, FURTHEST_BELOW) };
  }
  return null;
}
