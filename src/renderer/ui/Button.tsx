import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';
import { Kbd } from './Kbd.tsx';
import { Tooltip } from './Tooltip.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'small' | 'medium' | 'large';

interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Keeps its width and cannot be pressed while the work goes on. */
  loading?: boolean;
  /** The key that does the same, as in the command table. */
  keys?: string | undefined;
}

/** A button that says what happens. One primary per screen. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon,
  loading = false,
  keys,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={classNames(styles.button, styles[variant], styles[size], className)}
      disabled={disabled || loading}
      aria-busy={loading || undefined}
      {...rest}
    >
      {loading ? <LoaderCircle className={styles.spinner} size={16} aria-hidden /> : icon}
      {children}
      {keys && <Kbd keys={keys} />}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** Read aloud, and shown as the tooltip. */
  label: string;
  icon: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  loading?: boolean;
  keys?: string | undefined;
  /** For a button that stays down. */
  pressed?: boolean;
}

/** A button with only an icon; its label is the tooltip. */
export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size = 'medium',
  loading = false,
  keys,
  pressed,
  className,
  disabled,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(styles.button, styles.square, styles[variant], styles[size], className)}
        disabled={disabled || loading}
        {...rest}
      >
        {loading ? <LoaderCircle className={styles.spinner} size={16} aria-hidden /> : icon}
      </button>
    </Tooltip>
  );
}
