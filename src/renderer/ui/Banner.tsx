import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';
import { IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';

const ICONS = { info: Info, warning: TriangleAlert, error: CircleAlert };

/** A bar across the window: something that holds for everything under it. */
export function Banner(props: {
  level: 'info' | 'warning' | 'error';
  children: ReactNode;
  action?: ReactNode;
  onDismiss?: () => void;
}) {
  const Icon = ICONS[props.level];
  return (
    <div className={classNames(styles.banner, styles[props.level])} role="status">
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <p className={styles.text}>{props.children}</p>
      {props.action}
      {props.onDismiss && (
        <IconButton label="Dismiss" size="small" icon={<X size={14} aria-hidden />} onClick={props.onDismiss} />
      )}
    </div>
  );
}
