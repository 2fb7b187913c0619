import { Check, Circle, LoaderCircle, X } from 'lucide-react';
import type { Mark, MarkShape } from '../state/run-mark.ts';
import { classNames } from './class-names.ts';
import styles from './StateMark.module.css';
import { Tooltip } from './Tooltip.tsx';

const TONE: Record<MarkShape, string | undefined> = {
  ready: styles.accent,
  attention: styles.attention,
  running: styles.accent,
  done: styles.good,
  failed: styles.bad,
  waiting: styles.neutral,
  merged: styles.merged,
};

/** The shape of a state, without words: filled circle, triangle, turning ring, tick, cross, small ring. */
export function StateShape({ shape }: { shape: MarkShape }) {
  return (
    <span className={classNames(styles.shape, TONE[shape])} aria-hidden>
      {drawing(shape)}
    </span>
  );
}

function drawing(shape: MarkShape) {
  switch (shape) {
    case 'ready':
      return <Circle size={10} fill="currentColor" />;
    case 'attention':
      return (
        <svg width="12" height="12" viewBox="0 0 12 12" role="presentation">
          <path d="M6 1 11.4 11H.6Z" fill="currentColor" />
        </svg>
      );
    case 'running':
      return <LoaderCircle className={styles.turning} size={14} strokeWidth={2.25} />;
    case 'done':
      return <Check size={14} strokeWidth={2.5} />;
    case 'merged':
      return <Check size={14} strokeWidth={2.5} />;
    case 'failed':
      return <X size={14} strokeWidth={2.5} />;
    case 'waiting':
      return <Circle size={8} strokeWidth={2.5} />;
  }
}

/** A state as shape, colour and word; the reason comes on hover. */
export function StateMark({ mark, hideWord = false }: { mark: Mark; hideWord?: boolean }) {
  const body = (
    <span className={styles.mark}>
      <StateShape shape={mark.shape} />
      <span className={classNames(hideWord ? 'visually-hidden' : styles.word, TONE[mark.shape])}>{mark.word}</span>
    </span>
  );
  if (!mark.reason) return body;
  return <Tooltip text={hideWord ? `${mark.word}: ${mark.reason}` : mark.reason}>{body}</Tooltip>;
}
