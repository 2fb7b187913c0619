import type { CodeViewHandle } from '@pierre/diffs/react';
import { type RefObject, useMemo } from 'react';
import { usePaneUse } from '../find/find-store.ts';
import { useFind } from '../find/use-find.ts';
import { type DrawnUnit, textsBelow, useMarks } from '../find/use-marks.ts';
import type { DiffFile } from './diff-files.ts';
import { type DiffLine, diffLines } from './diff-lines.ts';
import type { LineNote } from './line-notes.ts';

type Viewer = RefObject<CodeViewHandle<LineNote, undefined> | null>;

const keyOf = ({ path, side, line }: Omit<DiffLine, 'text'>): string => `${side} ${line} ${path}`;

/** Finds words in the lines of a diff. `show` brings a line into sight, also of a file that is folded. */
export function useDiffFind(
  viewer: Viewer,
  files: readonly DiffFile[],
  root: HTMLElement | null,
  show: (line: DiffLine) => void,
) {
  const searched = useMemo(() => searchedLines(files), [files]);
  const { found, target, bar } = useFind({
    pane: 'changes',
    searched,
    show: ({ unit }) => {
      const line = searched.lineOf(unit);
      if (line) show(line);
    },
  });
  useMarks({
    root,
    found,
    target,
    drawn: () => drawnLines(viewer, searched.unitOf),
    watched: () => shadowsOf(viewer),
  });
  usePaneUse('changes', root);
  return bar;
}

/** The lines of a diff, listed when somebody first looks for something in them. */
function searchedLines(files: readonly DiffFile[]) {
  let listed: { lines: DiffLine[]; units: Map<string, number>; texts: string[] } | null = null;
  const list = () => {
    if (listed) return listed;
    const lines = diffLines(files);
    listed = { lines, units: new Map(lines.map((line, unit) => [keyOf(line), unit])), texts: [] };
    return listed;
  };
  return {
    get count() {
      return list().lines.length;
    },
    textOf: (unit: number): string => {
      const { lines, texts } = list();
      texts[unit] ??= lines[unit]?.text.toLowerCase() ?? '';
      return texts[unit];
    },
    lineOf: (unit: number): DiffLine | undefined => list().lines[unit],
    unitOf: (line: Omit<DiffLine, 'text'>): number | undefined => list().units.get(keyOf(line)),
  };
}

const drawnItems = (viewer: Viewer) => viewer.current?.getInstance()?.getRenderedItems() ?? [];
const shadowsOf = (viewer: Viewer): Node[] => drawnItems(viewer).flatMap(({ element }) => element.shadowRoot ?? []);

/** The viewer draws each file in a shadow tree, and in two columns the lines that both sides have twice. */
function drawnLines(viewer: Viewer, unitOf: ReturnType<typeof searchedLines>['unitOf']): DrawnUnit[] {
  return drawnItems(viewer).flatMap(({ id, element }) =>
    [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[data-line]') ?? [])].flatMap((line) => {
      const { lineType } = line.dataset;
      const isDeletion = lineType === 'change-deletion';
      if (!isDeletion && line.closest('[data-deletions]')) return [];
      const side = isDeletion ? ('deletions' as const) : ('additions' as const);
      const unit = unitOf({ path: id, side, line: Number(line.dataset.line) });
      return unit === undefined || lineType === 'context-expanded' ? [] : [{ unit, texts: [textsBelow(line)] }];
    }),
  );
}
