import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** Nothing here yet: one sentence, one action, one example. */
export function EmptyState(props: { title: string; text?: ReactNode; action?: ReactNode; example?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2>{props.title}</h2>
      {props.text && <p className={styles.text}>{props.text}</p>}
      {props.action && <div className={styles.action}>{props.action}</div>}
      {props.example && <div className={styles.example}>{props.example}</div>}
    </div>
  );
}
