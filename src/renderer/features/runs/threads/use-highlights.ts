import { useEffect } from 'react';

/** The name under which ::highlight() in ThreadView.module.css finds the marks. */
const MARKS = 'thread-find';
const MAX_MARKS = 2000;

/** Marks all places of the words in an element, also in what is drawn later. Words are in lower case. */
export function useHighlights(root: HTMLElement | null, words: readonly string[]): void {
  useEffect(() => {
    if (!root || words.length === 0) return;
    let frame = 0;
    const paint = () => {
      frame = 0;
      CSS.highlights.set(MARKS, new Highlight(...placesIn(root, words)));
    };
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    });
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    paint();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete(MARKS);
    };
  }, [root, words]);
}

function placesIn(root: HTMLElement, words: readonly string[]): Range[] {
  const places: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null && places.length < MAX_MARKS; node = walker.nextNode()) {
    const text = node.nodeValue?.toLowerCase() ?? '';
    for (const word of words) {
      for (
        let at = text.indexOf(word);
        at >= 0 && places.length < MAX_MARKS;
        at = text.indexOf(word, at + word.length)
      ) {
        const place = document.createRange();
        place.setStart(node, at);
        place.setEnd(node, at + word.length);
        places.push(place);
      }
    }
  }
  return places;
}
