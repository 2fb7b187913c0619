import type { CodeViewHandle } from '@pierre/diffs/react';
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { commandEntries } from '../../../ui/command-entries.ts';
import { MenuAt } from '../../../ui/Menu.tsx';
import type { LineNote } from './line-notes.ts';

/** A line of a diff on one of its sides. */
export type DiffPoint = Pick<LineNote, 'path' | 'side' | 'line'>;

const OF_LINE = ['line-comment', 'copy-place', 'copy-hunk', 'hunk-discard', null] as const;
const OF_FILE = ['file-viewed', 'file-editor', 'copy-path', null, 'file-edit', 'file-discard'] as const;

interface Asked {
  x: number;
  y: number;
  path: string;
  /** Null when it was asked for on a file. */
  point: DiffPoint | null;
}

/**
 * The menu of what the pointer is on: a line, or a file by its head or in the tree. `onPoint` makes it what the commands act
 * on. Answers with the menu and with the way to ask for that of a file.
 */
export function useDiffMenu(
  viewer: RefObject<CodeViewHandle<LineNote, undefined> | null>,
  scroller: HTMLElement | null,
  onPoint: (path: string, point: DiffPoint | null) => void,
) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = (next: Asked) => {
    onPoint(next.path, next.point);
    setAsked(next);
  };
  const onContextMenu = useEffectEvent((event: MouseEvent) => {
    const below = event.composedPath().filter((node) => node instanceof HTMLElement);
    const item = viewer.current
      ?.getInstance()
      ?.getRenderedItems()
      .find(({ element }) => below.includes(element));
    if (!item || below.some((node) => node.matches('textarea, input'))) return;
    event.preventDefault();
    const line = below.find((node) => node.dataset.line !== undefined);
    open({ x: event.clientX, y: event.clientY, path: item.id, point: line ? pointOf(item.id, line) : null });
  });
  useEffect(() => {
    if (!scroller) return undefined;
    const listener = (event: MouseEvent) => onContextMenu(event);
    scroller.addEventListener('contextmenu', listener);
    return () => scroller.removeEventListener('contextmenu', listener);
  }, [scroller]);
  const menu = asked && (
    <MenuAt
      key={`${asked.x} ${asked.y}`}
      at={asked}
      label={`Actions for ${asked.path}`}
      entries={commandEntries(asked.point ? [...OF_LINE, ...OF_FILE] : OF_FILE)}
      onClose={() => {
        setAsked(null);
        onPoint(asked.path, null);
      }}
    />
  );
  const askOfFile = (path: string, at: { x: number; y: number }) => open({ ...at, path, point: null });
  return { menu, askOfFile };
}

const pointOf = (path: string, line: HTMLElement): DiffPoint => ({
  path,
  side: line.dataset.lineType === 'change-deletion' || line.closest('[data-deletions]') ? 'deletions' : 'additions',
  line: Number(line.dataset.line),
});
