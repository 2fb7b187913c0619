import { useEffect, useRef } from 'react';
import { type Found, marksIn } from './marks.ts';
import type { FindTarget } from './use-find.ts';

/** The names under which ::highlight() finds the marks, and the present one. */
const MARKS = 'find';
const PRESENT = 'find-present';
const MAX_MARKS = 2000;

/** A text that was searched, as it is drawn: nodes that are read as one text each. */
export interface DrawnUnit {
  unit: number;
  texts: readonly (readonly Text[])[];
}

/**
 * Marks what was found in an element, also in what is drawn later, and brings the present mark into sight once. `drawn` says
 * what of the searched texts is drawn now; `watched` where else than below the element it may change.
 */
export function useMarks(options: {
  root: HTMLElement | null;
  found: Found;
  target: FindTarget | null;
  drawn: (root: HTMLElement) => DrawnUnit[];
  watched?: ((root: HTMLElement) => Node[]) | undefined;
}): void {
  const { root, found, target } = options;
  const shownTurn = useRef(0);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (!root || found.total === 0) return undefined;
    const wanted = new Set(found.units.map(({ unit }) => unit));
    let frame = 0;
    const paint = () => {
      frame = 0;
      const ranges: Range[] = [];
      let present: Range | null = null;
      for (const { unit, texts } of latest.current.drawn(root)) {
        if (!wanted.has(unit)) continue;
        const own = rangesIn(texts, found.words);
        if (unit === target?.unit) present = own[Math.min(target.nth, own.length - 1)] ?? null;
        if (ranges.length < MAX_MARKS) ranges.push(...own);
      }
      CSS.highlights.set(MARKS, new Highlight(...ranges));
      const highlight = new Highlight(...(present ? [present] : []));
      highlight.priority = 1;
      CSS.highlights.set(PRESENT, highlight);
      if (present && target && shownTurn.current !== target.turn) {
        shownTurn.current = target.turn;
        bringIntoSight(present, root);
      }
      for (const node of latest.current.watched?.(root) ?? []) observer.observe(node, WATCHED);
    };
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    });
    observer.observe(root, WATCHED);
    paint();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete(MARKS);
      CSS.highlights.delete(PRESENT);
    };
  }, [root, found, target]);
}

const WATCHED = { childList: true, subtree: true, characterData: true } as const;

/** All texts below a node, without those of elements that are no part of what is searched. */
export function textsBelow(node: Node): Text[] {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (each) =>
    each instanceof HTMLElement && each.dataset.unsearched !== undefined
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let each = walker.nextNode(); each !== null; each = walker.nextNode())
    if (each instanceof Text) texts.push(each);
  return texts;
}

function rangesIn(texts: readonly (readonly Text[])[], words: readonly string[]): Range[] {
  return texts.flatMap((nodes) => {
    const text = nodes
      .map((node) => node.data)
      .join('')
      .toLowerCase();
    const present = words.filter((word) => text.includes(word));
    return marksIn(text, present).flatMap(([from, to]) => {
      const range = document.createRange();
      const start = placeIn(nodes, from);
      const end = placeIn(nodes, to, true);
      if (!start || !end) return [];
      range.setStart(start.node, start.offset);
      range.setEnd(end.node, end.offset);
      return [range];
    });
  });
}

/** The node and offset of a place in texts that are read as one; `isEnd`: a place between two nodes belongs to the first. */
function placeIn(nodes: readonly Text[], at: number, isEnd = false): { node: Text; offset: number } | null {
  let before = 0;
  for (const node of nodes) {
    const offset = at - before;
    if (offset < node.length || (isEnd && offset === node.length)) return { node, offset };
    before += node.length;
  }
  return null;
}

/** Scrolls everything between a mark and the element that scrolls the pane, each only when the mark is out of its sight. */
function bringIntoSight(mark: Range, root: HTMLElement): void {
  for (let box = mark.startContainer.parentElement; box !== null; box = box === root ? null : parentOf(box)) {
    const place = mark.getBoundingClientRect();
    const sight = box.getBoundingClientRect();
    if (box.scrollHeight > box.clientHeight && (place.top < sight.top || place.bottom > sight.bottom))
      box.scrollTop += place.top - sight.top - box.clientHeight / 2;
    if (box.scrollWidth > box.clientWidth && (place.left < sight.left || place.right > sight.right))
      box.scrollLeft += place.left - sight.left - box.clientWidth / 2;
  }
}

function parentOf(element: Element): HTMLElement | null {
  if (element.parentElement) return element.parentElement;
  const above = element.getRootNode();
  return above instanceof ShadowRoot && above.host instanceof HTMLElement ? above.host : null;
}
