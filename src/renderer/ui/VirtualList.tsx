import {
  type ComponentProps,
  type MouseEventHandler,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useRef,
} from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import styles from './VirtualList.module.css';

interface GridContext {
  label: string;
  rowCount: number;
  activeId: string | undefined;
  headsId: string | undefined;
  multiselectable: boolean;
  onContextMenu: MouseEventHandler | undefined;
}

/** The DOM of the scroller carries the grid's role, so that its rows are its own for screen readers. */
function Scroller({
  context,
  ref,
  ...rest
}: ComponentProps<'div'> & { context?: GridContext; ref?: Ref<HTMLDivElement> | undefined }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table>
    <div
      {...rest}
      ref={ref}
      className={styles.scroller}
      role="grid"
      tabIndex={0}
      aria-label={context?.label}
      aria-rowcount={context?.rowCount}
      aria-multiselectable={context?.multiselectable || undefined}
      aria-activedescendant={context?.activeId}
      aria-owns={context?.headsId}
      onContextMenu={context?.onContextMenu}
    />
  );
}
const List = ({ context: _context, ...rest }: ComponentProps<'div'> & { context?: GridContext }) => (
  // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table>
  <div {...rest} role="rowgroup" />
);
// Rows bring their own role: what wraps each of them is only for measuring.
const Item = ({
  context: _context,
  item: _item,
  ...rest
}: ComponentProps<'div'> & { context?: GridContext; item?: unknown }) => <div {...rest} role="presentation" />;

const COMPONENTS = { Scroller, List, Item };

/**
 * Marks a scroller whose rows do not fit with `data-overflows`, so that what stands above it can make the same room for the
 * scroll bar.
 */
function useOverflowMark(): (scroller: HTMLElement | Window | null) => void {
  const observer = useRef<ResizeObserver | null>(null);
  return useCallback((scroller) => {
    observer.current?.disconnect();
    if (!(scroller instanceof HTMLElement)) return;
    const mark = () => scroller.toggleAttribute('data-overflows', scroller.scrollHeight > scroller.clientHeight);
    observer.current = new ResizeObserver(mark);
    observer.current.observe(scroller);
    // What the rows stand in grows and shrinks with them.
    if (scroller.firstElementChild) observer.current.observe(scroller.firstElementChild);
    for (const inner of scroller.querySelectorAll('[data-testid="virtuoso-item-list"]'))
      observer.current.observe(inner);
  }, []);
}

/**
 * Rows of which only the visible ones exist. Every row that `renderRow` gives must be `role="row"` with `aria-rowindex` of
 * index + 1 and, for `activeId`, an id. `activeIndex` is kept in view; null when no row has the keyboard.
 */
export function VirtualList<T>(props: {
  items: readonly T[];
  itemKey: (item: T) => string;
  renderRow: (item: T, index: number) => ReactNode;
  label: string;
  activeIndex?: number | null;
  activeId?: string | undefined;
  /** The DOM id of a row of column heads that stands above it. */
  headsId?: string;
  multiselectable?: boolean;
  /** Leave out for rows of different heights. */
  rowHeight?: number;
  /** On a row, or by the key on the list itself. */
  onContextMenu?: MouseEventHandler;
}) {
  const list = useRef<VirtuosoHandle>(null);
  const measure = useOverflowMark();
  const { activeIndex = null } = props;
  useEffect(() => {
    if (activeIndex !== null && activeIndex >= 0) list.current?.scrollIntoView({ index: activeIndex });
  }, [activeIndex]);
  const context: GridContext = {
    label: props.label,
    rowCount: props.items.length,
    activeId: props.activeId,
    headsId: props.headsId,
    multiselectable: props.multiselectable ?? false,
    onContextMenu: props.onContextMenu,
  };
  return (
    <Virtuoso<T, GridContext>
      ref={list}
      className={styles.list ?? ''}
      data={props.items as T[]}
      context={context}
      components={COMPONENTS}
      computeItemKey={(_index, item) => props.itemKey(item)}
      itemContent={(index, item) => props.renderRow(item, index)}
      increaseViewportBy={240}
      scrollerRef={measure}
      {...(props.rowHeight === undefined ? {} : { fixedItemHeight: props.rowHeight })}
    />
  );
}
