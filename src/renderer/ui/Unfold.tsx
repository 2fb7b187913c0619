import { useState } from 'react';
import styles from './Unfold.module.css';

/** A word that gives its place to a longer text when it is pressed: details for those who want them. */
export function Unfold({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  return open ? (
    <code className={styles.text}>{text}</code>
  ) : (
    <button type="button" className={styles.button} aria-expanded={false} onClick={() => setOpen(true)}>
      Details
    </button>
  );
}
