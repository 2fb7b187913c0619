import type { CodeViewHandle } from '@pierre/diffs/react';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { useCommand } from '../../../ui/use-command.ts';
import type { DiffFile } from './diff-files.ts';
import { fileDiffOf } from './diff-items.ts';
import { hunkStops, nextHunk } from './hunk-stops.ts';
import type { LineNote } from './line-notes.ts';

/** What the viewer tells while it scrolls. */
interface Tops {
  getTopForItem(id: string): number | undefined;
}

/** Moves through files and hunks, and knows which file is at the top. */
export function useDiffNavigation(
  viewer: RefObject<CodeViewHandle<LineNote, undefined> | null>,
  files: readonly DiffFile[],
  contentKey: string,
) {
  const [current, setCurrent] = useState<string | null>(files[0]?.change.path ?? null);
  const hunk = useRef(-1);
  // A jump says where one is; the scrolling that it causes must not say otherwise.
  const jumped = useRef(false);
  const stops = useMemo(
    () =>
      files.map((file) =>
        file.patch === null ? [] : hunkStops(fileDiffOf(file, `${contentKey}:${file.change.path}:${file.shows}`).hunks),
      ),
    [files, contentKey],
  );
  const at = Math.max(
    0,
    files.findIndex((file) => file.change.path === current),
  );

  const openFile = (path: string) => {
    setCurrent(path);
    hunk.current = -1;
    jumped.current = true;
    viewer.current?.scrollTo({ type: 'item', id: path, align: 'start' });
  };
  const stepFile = (direction: 1 | -1) => {
    const next = files[at + direction];
    if (next) openFile(next.change.path);
  };
  const stepHunk = (direction: 1 | -1) => {
    const place = nextHunk(
      stops.map((all) => all.length),
      { file: at, hunk: hunk.current },
      direction,
    );
    const path = place && files[place.file]?.change.path;
    const stop = place && stops[place.file]?.[place.hunk];
    if (!place || !path || !stop) return;
    setCurrent(path);
    hunk.current = place.hunk;
    jumped.current = true;
    const range = { start: stop.first, end: stop.last, side: stop.side, endSide: stop.side };
    viewer.current?.setSelectedLines({ id: path, range });
    viewer.current?.scrollTo({ type: 'line', id: path, lineNumber: stop.first, side: stop.side, align: 'center' });
  };
  const onScroll = (scrollTop: number, tops: Tops) => {
    if (jumped.current) {
      jumped.current = false;
      return;
    }
    const path = files.findLast((file) => (tops.getTopForItem(file.change.path) ?? 0) <= scrollTop + 60)?.change.path;
    if (path === undefined || path === current) return;
    hunk.current = -1;
    setCurrent(path);
  };

  useCommand('file-next', () => stepFile(1), files.length > 1);
  useCommand('file-previous', () => stepFile(-1), files.length > 1);
  useCommand('hunk-next', () => stepHunk(1));
  useCommand('hunk-previous', () => stepHunk(-1));
  /** The hunk that was last jumped to, counted in its file; null when none was. */
  const currentHunk = () => (hunk.current < 0 || current === null ? null : { path: current, hunk: hunk.current });
  return { current, openFile, stepFile, onScroll, stops, currentHunk };
}
