import { Pencil } from 'lucide-react';
import styles from './DraftMark.module.css';
import { Tooltip } from './Tooltip.tsx';

const WORDS = 'Something is not sent yet';

/** A pencil where somebody has written something and not sent it. */
export const DraftMark = () => (
  <Tooltip text={WORDS}>
    <span className={styles.mark} role="img" aria-label={WORDS}>
      <Pencil size={12} aria-hidden />
    </span>
  </Tooltip>
);
