import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Screen.module.css';

/** The frame of a screen: a title bar that can drag the window, then whatever fills the rest. */
export function Screen(props: {
  title: ReactNode;
  /** The screen above this one. */
  above?: { label: string; onOpen: () => void };
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
          {props.above && (
            <nav className={styles.above} aria-label="Where this is">
              <button type="button" onClick={props.above.onOpen}>
                {props.above.label}
              </button>
              <ChevronRight size={14} aria-hidden />
            </nav>
          )}
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
