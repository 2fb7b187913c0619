import { Progress } from 'radix-ui';
import type { Tone } from './Badge.tsx';
import { classNames } from './class-names.ts';
import styles from './ProgressBar.module.css';

/** One part of a bar, in the unit of its `max`. */
export interface ProgressPart {
  value: number;
  tone: Tone;
}

/** How far something is, in one or several colours. `label` says it in words. */
export function ProgressBar(props: { label: string; max: number; parts: readonly ProgressPart[] }) {
  const sum = props.parts.reduce((total, part) => total + part.value, 0);
  const max = Math.max(props.max, sum, 1e-9);
  return (
    <Progress.Root
      className={styles.bar}
      value={sum}
      max={max}
      aria-label={props.label}
      getValueLabel={() => props.label}
    >
      {props.parts.map((part) => (
        <Progress.Indicator
          key={part.tone}
          className={classNames(styles.part, styles[part.tone])}
          style={{ width: `${(part.value / max) * 100}%` }}
        />
      ))}
    </Progress.Root>
  );
}
