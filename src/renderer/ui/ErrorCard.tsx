import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import type { Mend } from '../../shared/mends.ts';
import type { ErrorPlace } from '../state/error-place.ts';
import { Button, IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import { describeError } from './describe-error.ts';
import styles from './ErrorCard.module.css';
import { errorButtons } from './error-actions.ts';
import { StateShape } from './StateMark.tsx';

/** A failure that stays until it is resolved or dismissed: what happened, why, what to do next, and the buttons that do it. */
export function ErrorCard(props: {
  error: AppError;
  /** What it is about: what can be done depends on that. */
  place?: ErrorPlace;
  /** Nothing else can be done where it is shown. */
  only?: readonly Mend[];
  /** A button was pressed. */
  onAct?: () => void;
  onDismiss?: () => void;
  /** There is room for all that a program printed. */
  tall?: boolean;
  /** More buttons. */
  children?: ReactNode;
}) {
  const words = describeError(props.error);
  const buttons = errorButtons(props.error, props.place ?? {}).filter(({ mend }) => props.only?.includes(mend) ?? true);
  return (
    <section className={styles.card} role="alert">
      <StateShape shape="failed" />
      <div className={styles.words}>
        <h3 className={styles.what} data-selectable>
          {words.what}
        </h3>
        {words.why &&
          (isOutput(words.why) ? <Output text={words.why} tall={props.tall ?? false} /> : <Why text={words.why} />)}
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
        {(buttons.length > 0 || props.children) && (
          <div className={styles.actions}>
            {buttons.map(({ mend, label, act }) => (
              <Button
                key={mend}
                size="small"
                onClick={() => {
                  props.onAct?.();
                  act();
                }}
              >
                {label}
              </Button>
            ))}
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

const Output = ({ text, tall }: { text: string; tall: boolean }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll what holds no control
  <section className={classNames(styles.output, tall && styles.tall)} tabIndex={0} aria-label="Why" data-selectable>
    {text}
  </section>
);
