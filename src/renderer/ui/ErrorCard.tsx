import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Button, IconButton } from './Button.tsx';
import { describeError, type ErrorAction } from './describe-error.ts';
import styles from './ErrorCard.module.css';
import { StateShape } from './StateMark.tsx';

/**
 * A failure that stays until it is resolved or dismissed: what happened, why, what to do next, and a button that does it.
 * The button is there only for an action that `actions` has.
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
        {words.why && (isOutput(words.why) ? <Output text={words.why} /> : <Why text={words.why} />)}
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

/** Several lines, or very many words, are what some program printed. */
const isOutput = (why: string): boolean => why.includes('\n') || why.length > 600;

const Why = ({ text }: { text: string }) => (
  <p className={styles.why}>
    <span className="visually-hidden">Why: </span>
    {text}
  </p>
);

const Output = ({ text }: { text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll what holds no control
  <section className={styles.output} tabIndex={0} aria-label="Why" data-selectable>
    {text}
  </section>
);
