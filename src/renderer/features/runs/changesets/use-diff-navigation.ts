import type { CodeViewHandle } from '@pierre/diffs/react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { say } from '../../../state/toasts.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { DiffFile } from './diff-files.ts';
import { fileDiffOf } from './diff-items.ts';
import {
  type DrawnHunk,
  type HunkPlace,
  type HunkStop,
  hunkInSight,
  hunkOfLine,
  hunkStops,
  nextHunk,
} from './hunk-stops.ts';
import type { LineNote } from './line-notes.ts';
import type { ChangePlace } from './place-in-change.ts';
import type { DiffPoint } from './use-diff-menu.tsx';

/** What the viewer tells while it scrolls. */
interface Tops {
  getTopForItem(id: string): number | undefined;
}

/** The head of a file stays on top of what scrolls. */
const STICKY_HEAD = 36;

/** Where the hunks stand that are drawn just now. */
function drawnHunks(
  viewer: CodeViewHandle<LineNote, undefined> | null,
  files: readonly DiffFile[],
  stops: readonly (readonly HunkStop[])[],
): DrawnHunk[] {
  const view = viewer?.getInstance();
  if (!view) return [];
  return view.getRenderedItems().flatMap((drawn) => {
    const file = files.findIndex(({ change }) => change.path === drawn.id);
    const top = view.getTopForItem(drawn.id);
    if (drawn.type !== 'diff' || file < 0 || top === undefined) return [];
    return (stops[file] ?? []).flatMap((stop, hunk) => {
      const first = drawn.instance.getLinePosition(stop.first, stop.side);
      const last = drawn.instance.getLinePosition(stop.last, stop.side);
      return first && last ? [{ file, hunk, top: top + first.top, bottom: top + last.top + last.height }] : [];
    });
  });
}

/**
 * Moves through files and hunks, and knows which file is at the top and which hunk is in sight. Hunks of folded files are
 * not gone to.
 */
export function useDiffNavigation(
  viewer: RefObject<CodeViewHandle<LineNote, undefined> | null>,
  files: readonly DiffFile[],
  contentKey: string,
  isFolded: (file: DiffFile) => boolean,
) {
  const [chosen, setCurrent] = useState<string | null>(files[0]?.change.path ?? null);
  const hunk = useRef(-1);
  // Where the hunk was that an edit took away: the next one has moved into its place.
  const gap = useRef<number | null>(null);
  // A jump says where one is until the person scrolls; the last files never come to the top.
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

  const leaveHunk = (place: number | null = null) => {
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

  /** The hunks of files that are not folded. */
  const openStops = () => stops.map((all, index) => (files[index] && !isFolded(files[index]) ? all : []));
  /** The hunk that was jumped to while it can be seen, else the first that can. */
  const inSight = (): HunkPlace | null => {
    const view = viewer.current?.getInstance();
    if (!view) return null;
    const top = view.getScrollTop();
    return hunkInSight(
      drawnHunks(viewer.current, files, openStops()),
      { file: at, hunk: hunk.current },
      { top: top + STICKY_HEAD, bottom: top + view.getHeight() },
    );
  };
  const openFile = (path: string) => {
    setCurrent(path);
    leaveHunk();
    jumped.current = true;
    viewer.current?.scrollTo({ type: 'item', id: path, align: 'start' });
  };
  const openPlace = ({ path, line }: ChangePlace) => {
    const index = files.findIndex(({ change }) => change.path === path);
    if (index < 0) {
      say(`${path} is no part of this change`);
      return;
    }
    const place = (stops[index] ?? []).findIndex(
      (stop) => stop.side === 'additions' && line !== null && line >= stop.first && line <= stop.last,
    );
    if (place >= 0) {
      openHunk({ file: index, hunk: place });
      return;
    }
    openFile(path);
    if (line === null) return;
    viewer.current?.setSelectedLines({
      id: path,
      range: { start: line, end: line, side: 'additions', endSide: 'additions' },
    });
    viewer.current?.scrollTo({ type: 'line', id: path, lineNumber: line, side: 'additions', align: 'center' });
  };
  const stepFile = (direction: 1 | -1) => {
    const next = files[at + direction];
    if (next) openFile(next.change.path);
  };
  const chooseHunk = (place: HunkPlace): boolean => {
    const path = files[place.file]?.change.path;
    const stop = stops[place.file]?.[place.hunk];
    if (!path || !stop) return false;
    setCurrent(path);
    hunk.current = place.hunk;
    const range = { start: stop.first, end: stop.last, side: stop.side, endSide: stop.side };
    viewer.current?.setSelectedLines({ id: path, range });
    return true;
  };
  const openHunk = (place: HunkPlace) => {
    const path = files[place.file]?.change.path;
    const stop = stops[place.file]?.[place.hunk];
    if (!chooseHunk(place) || !path || !stop) return;
    jumped.current = true;
    viewer.current?.scrollTo({ type: 'line', id: path, lineNumber: stop.first, side: stop.side, align: 'center' });
  };
  const stepHunk = (direction: 1 | -1) => {
    const counts = openStops().map((all) => all.length);
    const seen = gap.current === null ? inSight() : null;
    const isChosen = hunk.current >= 0 && (jumped.current || (seen?.file === at && seen.hunk === hunk.current));
    const before = (gap.current ?? 0) - (direction === 1 ? 1 : 0);
    const from = isChosen ? { file: at, hunk: hunk.current } : (seen ?? { file: at, hunk: before });
    const next = seen && !isChosen && direction === 1 ? seen : nextHunk(counts, from, direction);
    if (next) openHunk(next);
    else say(direction === 1 ? 'No more hunks below' : 'No more hunks above');
  };
  const onScroll = (scrollTop: number, tops: Tops) => {
    if (jumped.current) return;
    const path = files.findLast((file) => (tops.getTopForItem(file.change.path) ?? 0) <= scrollTop + 60)?.change.path;
    if (path === undefined || path === current) return;
    leaveHunk();
    viewer.current?.setSelectedLines(null);
    setCurrent(path);
  };
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (!scroller) return undefined;
    const onOwnScroll = () => {
      jumped.current = false;
    };
    // What a person scrolls with. A press on the scrollbar is one of the scroller.
    const kinds = ['wheel', 'pointerdown', 'touchmove', 'keydown'] as const;
    for (const kind of kinds) scroller.addEventListener(kind, onOwnScroll, { passive: true, capture: true });
    return () => {
      for (const kind of kinds) scroller.removeEventListener(kind, onOwnScroll, { capture: true });
    };
  }, [scroller]);

  useCommand('file-next', () => stepFile(1), files.length > 1, undefined, 'This change has one file');
  useCommand('file-previous', () => stepFile(-1), files.length > 1, undefined, 'This change has one file');
  useCommand('hunk-next', () => stepHunk(1));
  useCommand('hunk-previous', () => stepHunk(-1));
  /** Makes a file, and a hunk of it where a line is meant, what the commands act on. */
  const pointAt = (path: string, point: DiffPoint | null) => {
    const index = files.findIndex(({ change }) => change.path === path);
    const pointed = files[index];
    if (!pointed) return;
    jumped.current = true;
    setCurrent(path);
    if (!point) return;
    const { hunks } = fileDiffOf(pointed, `${contentKey}:${path}:${pointed.shows}`);
    const at = hunkOfLine(hunks, point.side, point.line);
    if (at >= 0) chooseHunk({ file: index, hunk: at });
  };
  /** The hunk that a key is meant for, which is chosen by it; null when none is in sight. */
  const takeHunk = (): { path: string; hunk: number } | null => {
    const seen = inSight();
    const path = seen && files[seen.file]?.change.path;
    return seen && path && chooseHunk(seen) ? { path, hunk: seen.hunk } : null;
  };
  return { current, openFile, openPlace, pointAt, scroller, stepFile, onScroll, setScroller, stops, takeHunk };
}
