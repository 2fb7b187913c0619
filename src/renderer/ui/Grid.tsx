import type { DragEventHandler, MouseEvent, ReactNode } from 'react';

/**
 * A row of a VirtualList. Clicking is for the mouse: the keyboard stands on the grid and acts by commands, with the row
 * that has it named by `aria-activedescendant`.
 */
export function GridRow(props: {
  index: number;
  id?: string;
  className?: string | undefined;
  selected?: boolean | undefined;
  /** The row that the keyboard stands on. */
  active?: boolean;
  /** The row whose detail is shown. */
  current?: boolean;
  /** Its menu is open. */
  hasMenu?: boolean;
  onClick?: (event: MouseEvent) => void;
  /** The row can be dragged, and others dropped on it. */
  drag?: Record<'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDrop', DragEventHandler> | undefined;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    // biome-ignore lint/a11y/useSemanticElements: only a part of the rows exists, which a <table> cannot say
    <div
      role="row"
      id={props.id}
      className={props.className}
      aria-rowindex={props.index + 1}
      aria-selected={props.selected}
      aria-current={props.current || undefined}
      data-active={props.active || undefined}
      data-menu={props.hasMenu || undefined}
      onClick={props.onClick}
      draggable={props.drag !== undefined}
      {...props.drag}
    >
      {props.children}
    </div>
  );
}

/** A cell of a GridRow; `label` is read instead of a bare number. */
export function GridCell(props: {
  className?: string | undefined;
  label?: string;
  title?: string;
  children?: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: as the row
    <span role="gridcell" className={props.className} aria-label={props.label} title={props.title}>
      {props.children}
    </span>
  );
}
