import { useMemo } from 'react';
import { Virtuoso } from 'react-virtuoso';
import { classNames } from '../../../ui/class-names.ts';
import { type AnsiSpan, ansiLines, isBlank } from './ansi.ts';
import styles from './ChecksPane.module.css';

/** A log with the colours of its terminal; only the visible lines exist. It opens at its end, where results stand. */
export function LogView({ log, label }: { log: string; label: string }) {
  const lines = useMemo(() => ansiLines(log), [log]);
  if (isBlank(lines)) return <p className={styles.nothing}>It printed nothing.</p>;
  return (
    <Virtuoso
      className={styles.log ?? ''}
      role="region"
      aria-label={label}
      totalCount={lines.length}
      initialTopMostItemIndex={{ index: lines.length - 1, align: 'end' }}
      defaultItemHeight={18}
      increaseViewportBy={200}
      itemContent={(index) => (
        <div className={styles.logLine}>
          <span className={styles.lineNumber} aria-hidden>
            {index + 1}
          </span>
          <span className={styles.logText} data-selectable>
            {(lines[index] ?? []).map((span, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: spans of a fixed line
              <span className={classOf(span)} key={place}>
                {span.text}
              </span>
            ))}
          </span>
        </div>
      )}
    />
  );
}

const classOf = (span: AnsiSpan): string | undefined =>
  classNames(
    span.color !== null && styles[span.color.replace('bright-', '')],
    span.bold && styles.bold,
    span.dim && styles.dim,
    span.underline && styles.underline,
  ) || undefined;
