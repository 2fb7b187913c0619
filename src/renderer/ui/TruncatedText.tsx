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
  return (
    <bdi
      className={classNames(styles.text, mono && styles.mono, props.className)}
      title={props.whole ?? text}
      data-selectable
    >
      {keep === 'end' ? <Parts text={text} /> : <span className={styles.shrinks}>{text}</span>}
    </bdi>
  );
}

/** A path and what it became on one line, whole on hover: folders give way before names, and one folder is told once. */
export function TruncatedMove({ from, to }: { from: string; to: string }) {
  const folder = to.slice(0, to.lastIndexOf('/') + 1);
  const stays = from.slice(0, from.lastIndexOf('/') + 1) === folder;
  return (
    <bdi className={classNames(styles.text, styles.mono)} title={`${from} → ${to}`} data-selectable>
      <Parts text={from} />
      <span className={styles.arrow}> → </span>
      <Parts text={stays ? to.slice(folder.length) : to} />
    </bdi>
  );
}

/** Up to the last slash what may give way, from there on what stays. */
function Parts({ text }: { text: string }) {
  const cut = text.lastIndexOf('/');
  return (
    <>
      {cut > 0 && <span className={classNames(styles.shrinks, cut > 4 && styles.long)}>{text.slice(0, cut)}</span>}
      <span className={styles.stays}>{cut > 0 ? text.slice(cut) : text}</span>
    </>
  );
}
