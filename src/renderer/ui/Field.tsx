import { type ComponentProps, type KeyboardEventHandler, type ReactNode, useId, useState } from 'react';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';

interface FieldProps {
  label: ReactNode;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean | undefined;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
}

interface ControlIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** Label, control, hint and error, tied together for screen readers. `children` gets what the control must carry. */
export function Field(props: FieldProps & { children: (ids: ControlIds) => ReactNode }) {
  const id = useId();
  const says = props.error || props.hint;
  return (
    <div className={classNames(styles.field, props.className)}>
      <label className={props.hideLabel ? 'visually-hidden' : styles.label} htmlFor={id}>
        {props.label}
      </label>
      {props.children({
        id,
        'aria-describedby': says ? `${id}-says` : undefined,
        'aria-invalid': props.error ? true : undefined,
      })}
      {says && (
        <p
          className={props.error ? styles.error : styles.hint}
          id={`${id}-says`}
          role={props.error ? 'alert' : undefined}
        >
          {says}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps
  extends FieldProps,
    Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'className' | 'children'> {
  value: string;
  onValue: (value: string) => void;
  mono?: boolean;
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, hint, error, className, value, onValue, mono, ...rest } = props;
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} className={className}>
      {(ids) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          className={classNames(styles.control, mono && styles.mono)}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          {...rest}
          {...ids}
        />
      )}
    </Field>
  );
}

interface TextAreaProps
  extends FieldProps,
    Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'className' | 'children'> {
  value: string;
  onValue: (value: string) => void;
  mono?: boolean;
}

/** Many lines of text; it grows with them where the platform can. */
export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, hint, error, className, value, onValue, mono, ...rest } = props;
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} className={className}>
      {(ids) => (
        <textarea
          spellCheck={false}
          className={classNames(styles.control, styles.area, mono && styles.mono)}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          {...rest}
          {...ids}
        />
      )}
    </Field>
  );
}

interface NumberFieldProps extends FieldProps {
  /** Null is an empty field. */
  value: number | null;
  onValue: (value: number | null) => void;
  min: number;
  max: number;
  step?: number;
  /** In front of and behind the number: `$`, `min`. */
  prefix?: string;
  suffix?: string;
  placeholder?: string;
  disabled?: boolean;
  onBlur?: () => void;
  onKeyDown?: KeyboardEventHandler;
}

/** A number within bounds. What does not fit is told by the browser's own validity, and by the colour of the edge. */
export function NumberField(props: NumberFieldProps) {
  const { label, hideLabel, hint, error, className, value, onValue, onBlur, prefix, suffix, step, ...rest } = props;
  // On its way to a number that the owner takes, a text is empty or a zero for a moment.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} className={className}>
      {(ids) => (
        <span className={classNames(styles.control, styles.affixed)}>
          {prefix && <span className={styles.affix}>{prefix}</span>}
          <input
            type="number"
            className={styles.bare}
            value={typed ?? value ?? ''}
            step={step ?? 'any'}
            onBlur={() => {
              setTyped(null);
              onBlur?.();
            }}
            onChange={(event) => {
              setTyped(event.target.value);
              const number = event.target.valueAsNumber;
              onValue(Number.isNaN(number) ? null : number);
            }}
            {...rest}
            {...ids}
          />
          {suffix && <span className={styles.affix}>{suffix}</span>}
        </span>
      )}
    </Field>
  );
}
