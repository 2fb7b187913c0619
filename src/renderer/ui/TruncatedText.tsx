import { classNames } from './class-names.ts';
import styles from './TruncatedText.module.css';

/**
 * Text on one line, whole on hover. Prose loses its end; a path or a repository (`keep="end"`) loses its middle, because
 * its last part names it. Data may be of any direction: it never turns the line around it.
 */
export function TruncatedText(props: {
  text: string;
  keep?: 'start' | 'end';
  mono?: boolean;
  /** Shown on hover instead of the text itself. */
  whole?: string;
  className?: string | undefined;
}) {
  const { text, keep = 'start', mono = false } = props;
  const cut = keep === 'end' ? text.lastIndexOf('/') : -1;
  return (
    <bdi
      className={classNames(styles.text, mono && styles.mono, props.className)}
      title={props.whole ?? text}
      data-selectable
    >
      {cut > 0 ? (
        <>
          <span className={classNames(styles.shrinks, cut > 4 && styles.long)}>{text.slice(0, cut)}</span>
          <span className={styles.stays}>{text.slice(cut)}</span>
        </>
      ) : (
        <span className={styles.shrinks}>{text}</span>
      )}
    </bdi>
  );
}
