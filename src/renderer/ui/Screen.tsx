import type { ReactNode } from 'react';
import styles from './Screen.module.css';

/** The frame of a screen: a title bar that can drag the window, then whatever fills the rest. */
export function Screen(props: {
  title: ReactNode;
  /** Small words behind the title: a badge, a count. */
  aside?: ReactNode;
  actions?: ReactNode;
  /** A second line under the title bar, inside the header. */
  below?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.screen}>
      <header className={styles.header}>
        <div className={styles.bar}>
          <h1 className={styles.title} title={typeof props.title === 'string' ? props.title : undefined}>
            {props.title}
          </h1>
          {props.aside}
          <span className={styles.space} />
          {props.actions}
        </div>
        {props.below}
      </header>
      {props.children}
    </section>
  );
}
