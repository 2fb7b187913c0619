import type { CodeViewHandle } from '@pierre/diffs/react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
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
  const [chosen, setCurrent] = useState<string | null>(files[0]?.change.path ?? null);
  const hunk = useRef(-1);
  // Where the hunk was that an edit took away: the next one has moved into its place.
  const gap = useRef(0);
  // A jump says where one is; the scrolling that it causes must not say otherwise.
  const jumped = useRef(false);
  const stops = useMemo(
    () =>
      files.map((file) =>
        file.patch === null ? [] : hunkStops(fileDiffOf(file, `${contentKey}:${file.change.path}:${file.shows}`).hunks),
      ),
    [files, contentKey],
  );
  // A file that has left the change is followed by the one that took its place.
  const lastAt = useRef(0);
  const found = files.findIndex((file) => file.change.path === chosen);
  const at = found >= 0 ? found : Math.max(0, Math.min(lastAt.current, files.length - 1));
  const file = files[at];
  const current = file?.change.path ?? null;
  useEffect(() => {
    lastAt.current = at;
  }, [at]);

  const leaveHunk = (place = 0) => {
    hunk.current = -1;
    gap.current = place;
  };
  const drawn = useRef(file);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another file, or the same as something else, matters
  useEffect(() => {
    const before = drawn.current;
    drawn.current = file;
    const isEdited = before !== file && before?.change.path === file?.change.path;
    if (!isEdited || hunk.current < 0) return;
    leaveHunk(hunk.current);
    viewer.current?.setSelectedLines(null);
  }, [file]);

  const openFile = (path: string) => {
    setCurrent(path);
    leaveHunk();
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
      { file: at, hunk: hunk.current >= 0 ? hunk.current : direction === 1 ? gap.current - 1 : gap.current },
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
    leaveHunk();
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
