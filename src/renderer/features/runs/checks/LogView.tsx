import { useMemo, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { classNames } from '../../../ui/class-names.ts';
import { FindBar } from '../find/FindBar.tsx';
import { usePaneUse } from '../find/find-store.ts';
import { useFind } from '../find/use-find.ts';
import { type DrawnUnit, textsBelow, useMarks } from '../find/use-marks.ts';
import type { AnsiSpan } from './ansi.ts';
import styles from './ChecksPane.module.css';
import type { LogLines } from './log-lines.ts';

/**
 * A log with the colours of its terminal; only the visible lines exist. It opens at the line that tells of a failure, else
 * at its end, where results stand.
 */
export function LogView({ lines, label, failure }: { lines: LogLines; label: string; failure: number | null }) {
  const list = useRef<VirtuosoHandle>(null);
  const [root, setRoot] = useState<HTMLElement | null>(null);
  const { texts } = lines;
  const searched = useMemo(
    () => ({ count: texts.length, textOf: (unit: number) => texts[unit]?.toLowerCase() ?? '' }),
    [texts],
  );
  const { found, target, bar } = useFind({
    pane: 'checks',
    searched,
    show: ({ unit }) => list.current?.scrollToIndex({ index: unit, align: 'center' }),
  });
  useMarks({ root, found, target, drawn: drawnLines });
  usePaneUse('checks', root);
  if (lines.isBlank) return <p className={styles.nothing}>It printed nothing.</p>;
  return (
    <>
      {bar && <FindBar {...bar} label="Find in the log" />}
      <Virtuoso
        ref={list}
        className={styles.log ?? ''}
        role="region"
        aria-label={label}
        totalCount={texts.length}
        initialTopMostItemIndex={
          failure === null
            ? { index: texts.length - 1, align: 'end' }
            : { index: Math.max(0, failure - LINES_ABOVE), align: 'start' }
        }
        defaultItemHeight={18}
        increaseViewportBy={200}
        scrollerRef={(element) => setRoot(element instanceof HTMLElement ? element : null)}
        itemContent={(index) => (
          <div className={classNames(styles.logLine, index === failure && styles.failing)}>
            <span className={styles.lineNumber} aria-hidden data-unsearched>
              {index + 1}
            </span>
            <span className={styles.logText} data-selectable>
              {(lines.spans[index] ?? []).map((span, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: spans of a fixed line
                <span className={classOf(span)} key={place}>
                  {span.text}
                </span>
              ))}
            </span>
          </div>
        )}
      />
    </>
  );
}

/** What came before a failure says which test it was. */
const LINES_ABOVE = 2;

const drawnLines = (root: HTMLElement): DrawnUnit[] =>
  [...root.querySelectorAll<HTMLElement>('[data-item-index]')].map((line) => ({
    unit: Number(line.dataset.itemIndex),
    texts: [textsBelow(line)],
  }));

const classOf = (span: AnsiSpan): string | undefined =>
  classNames(
    span.color !== null && styles[span.color.replace('bright-', '')],
    span.bold && styles.bold,
    span.dim && styles.dim,
    span.underline && styles.underline,
  ) || undefined;
