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
  const lines = useMemo(() => diffLines(files), [files]);
  const units = useMemo(() => new Map(lines.map((line, unit) => [keyOf(line), unit])), [lines]);
  const searched = useMemo(() => {
    const texts: string[] = [];
    return {
      count: lines.length,
      // Made when they are asked for, once.
      textOf: (unit: number) => {
        texts[unit] ??= lines[unit]?.text.toLowerCase() ?? '';
        return texts[unit];
      },
    };
  }, [lines]);
  const { found, target, bar } = useFind({
    pane: 'changes',
    searched,
    show: ({ unit }) => {
      const line = lines[unit];
      if (line) show(line);
    },
  });
  useMarks({
    root,
    found,
    target,
    drawn: () => drawnLines(viewer, units),
    watched: () => shadowsOf(viewer),
  });
  usePaneUse('changes', root);
  return bar;
}

const drawnItems = (viewer: Viewer) => viewer.current?.getInstance()?.getRenderedItems() ?? [];
const shadowsOf = (viewer: Viewer): Node[] => drawnItems(viewer).flatMap(({ element }) => element.shadowRoot ?? []);

/** The viewer draws each file in a shadow tree, and in two columns the lines that both sides have twice. */
function drawnLines(viewer: Viewer, units: ReadonlyMap<string, number>): DrawnUnit[] {
  return drawnItems(viewer).flatMap(({ id, element }) =>
    [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[data-line]') ?? [])].flatMap((line) => {
      const { lineType } = line.dataset;
      const isDeletion = lineType === 'change-deletion';
      if (!isDeletion && line.closest('[data-deletions]')) return [];
      const side = isDeletion ? ('deletions' as const) : ('additions' as const);
      const unit = units.get(keyOf({ path: id, side, line: Number(line.dataset.line) }));
      return unit === undefined || lineType === 'context-expanded' ? [] : [{ unit, texts: [textsBelow(line)] }];
    }),
  );
}
