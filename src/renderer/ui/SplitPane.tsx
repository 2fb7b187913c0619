import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { setPaneSize, useUi } from '../state/ui-store.ts';
import styles from './SplitPane.module.css';

/**
 * Two panes side by side with a line between them that can be dragged or moved by arrow keys. `fixed` says which pane keeps
 * its width when the window changes; its width is remembered under `id`. The other pane never gets less than `minOther`.
 */
export function SplitPane(props: {
  id: string;
  label: string;
  fixed: 'start' | 'end';
  size: number;
  min: number;
  max: number;
  minOther: number;
  start: ReactNode;
  /** Null while the first pane has all the room. */
  end: ReactNode | null;
}) {
  const { id, fixed, min, max } = props;
  const size = useUi((state) => state.paneSizes[id]) ?? props.size;
  const root = useRef<HTMLDivElement>(null);

  const limit = (wanted: number): number => {
    const room = (root.current?.clientWidth ?? Number.POSITIVE_INFINITY) - props.minOther;
    return Math.round(Math.max(min, Math.min(wanted, max, Math.max(room, min))));
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const line = event.currentTarget;
    line.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const startSize = limit(size);
    const onMove = (move: globalThis.PointerEvent) => {
      const moved = move.clientX - from;
      setPaneSize(id, limit(startSize + (fixed === 'start' ? moved : -moved)));
    };
    line.addEventListener('pointermove', onMove);
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', onMove), { once: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const wanted =
      event.key === 'Home' ? min : event.key === 'End' ? max : size + direction * 16 * (fixed === 'start' ? 1 : -1);
    if (direction === 0 && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    setPaneSize(id, limit(wanted));
  };

  const startIsFixed = fixed === 'start' && props.end !== null;
  const width = { width: size, minWidth: min, maxWidth: `max(${min}px, calc(100% - ${props.minOther}px))` };
  return (
    <div className={styles.split} ref={root}>
      <div className={startIsFixed ? styles.fixed : styles.rest} style={startIsFixed ? width : undefined}>
        {props.start}
      </div>
      {props.end !== null && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged or take a value */}
          <div
            className={styles.line}
            role="separator"
            aria-orientation="vertical"
            aria-label={props.label}
            aria-valuenow={size}
            aria-valuemin={min}
            aria-valuemax={max}
            tabIndex={0}
            onPointerDown={onPointerDown}
            onKeyDown={onKeyDown}
            onDoubleClick={() => setPaneSize(id, props.size)}
          />
          <div className={fixed === 'end' ? styles.fixed : styles.rest} style={fixed === 'end' ? width : undefined}>
            {props.end}
          </div>
        </>
      )}
    </div>
  );
}
