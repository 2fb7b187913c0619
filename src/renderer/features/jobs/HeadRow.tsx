import { ChevronRight } from 'lucide-react';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import styles from './Rows.module.css';

/** The head of a group of rows: what they are, how many, and whether they are shown. */
export function HeadRow(props: {
  line: { title: string; count: number; folded: boolean; hint: string };
  id: string;
  index: number;
  active: boolean;
  onFold: (folded: boolean) => void;
}) {
  const { line } = props;
  return (
    <GridRow className={styles.head} id={props.id} index={props.index} active={props.active}>
      <GridCell className={styles.headCell}>
        <button
          type="button"
          className={styles.headButton}
          aria-expanded={!line.folded}
          onClick={() => props.onFold(!line.folded)}
        >
          <ChevronRight size={14} aria-hidden />
          {line.title}
          <span className={styles.headCount}>{line.count}</span>
        </button>
        {line.hint && (
          <span className={styles.headHint}>
            <TruncatedText text={line.hint} />
          </span>
        )}
      </GridCell>
    </GridRow>
  );
}
