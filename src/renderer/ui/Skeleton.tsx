import { useEffect, useState } from 'react';
import styles from './Skeleton.module.css';

/** The shape of rows that are on their way; it shows itself only after 200 ms, so that fast answers do not flash. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={styles.rows} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
        <div className={styles.row} key={row}>
          <span className={styles.dot} />
          <span className={styles.bar} style={{ width: `${22 + ((row * 37) % 19)}%` }} />
          <span className={styles.bar} style={{ width: `${14 + ((row * 53) % 23)}%` }} />
        </div>
      ))}
    </div>
  );
}
