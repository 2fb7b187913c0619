import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Button, IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import { describeError, type ErrorAction } from './describe-error.ts';
import styles from './ErrorCard.module.css';
import { StateShape } from './StateMark.tsx';

/**
 * A failure that stays until it is resolved or dismissed: what happened, why, what to do next, and a button that does it.
 * `onAction` is asked only for actions listed in `actions`.
 */
export function ErrorCard(props: {
  error: AppError;
  actions?: Partial<Record<Exclude<ErrorAction, null>, () => void>>;
  onDismiss?: () => void;
  /** More buttons. */
  children?: ReactNode;
}) {
  const words = describeError(props.error);
  const act = words.action ? props.actions?.[words.action] : undefined;
  return (
    <section className={styles.card} role="alert">
      <StateShape shape="failed" />
      <div className={styles.words}>
        <h3 className={styles.what} data-selectable>
          {words.what}
        </h3>
        {words.why && (
          <p className={classNames(styles.why, words.why.includes('\n') && styles.output)}>
            <span className="visually-hidden">Why: </span>
            {words.why}
          </p>
        )}
        {words.next && <p className={styles.next}>{words.next}</p>}
        {(props.error.requestId || props.error.status !== undefined) && (
          <p className={styles.small}>
            {[
              props.error.code,
              props.error.status !== undefined && `status ${props.error.status}`,
              props.error.requestId && `request ${props.error.requestId}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
        {(act || props.children) && (
          <div className={styles.actions}>
            {act && (
              <Button size="small" onClick={act}>
                {words.actionLabel}
              </Button>
            )}
            {props.children}
          </div>
        )}
      </div>
      {props.onDismiss && (
        <IconButton label="Dismiss" size="small" icon={<X size={14} aria-hidden />} onClick={props.onDismiss} />
      )}
    </section>
  );
}
