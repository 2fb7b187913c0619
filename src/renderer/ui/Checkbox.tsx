import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix, Switch as RadixSwitch } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './Checkbox.module.css';

/** A tick. With `children` it has a visible label, otherwise `label` is read aloud. */
export function Checkbox(props: {
  checked: boolean | 'mixed';
  onChecked: (checked: boolean) => void;
  label?: string;
  children?: ReactNode;
  disabled?: boolean;
  /** Reached by its row's own key instead of Tab. */
  skipTab?: boolean;
}) {
  const id = useId();
  const box = (
    <Radix.Root
      id={id}
      className={styles.box}
      checked={props.checked === 'mixed' ? 'indeterminate' : props.checked}
      onCheckedChange={(checked) => props.onChecked(checked === true)}
      aria-label={props.label}
      disabled={props.disabled ?? false}
      tabIndex={props.skipTab ? -1 : undefined}
    >
      <Radix.Indicator className={styles.mark}>
        {props.checked === 'mixed' ? (
          <Minus size={12} strokeWidth={3} aria-hidden />
        ) : (
          <Check size={12} strokeWidth={3} aria-hidden />
        )}
      </Radix.Indicator>
    </Radix.Root>
  );
  if (!props.children) return box;
  return (
    <span className={styles.labelled}>
      {box}
      <label htmlFor={id}>{props.children}</label>
    </span>
  );
}

/** Something that is on or off at once, with a label and an optional sentence about what it means. */
export function Switch(props: {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles.switchRow}>
      <RadixSwitch.Root
        id={id}
        className={styles.track}
        checked={props.checked}
        onCheckedChange={props.onChecked}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
      >
        <RadixSwitch.Thumb className={styles.thumb} />
      </RadixSwitch.Root>
      <div>
        <label htmlFor={id}>{props.label}</label>
        {props.hint && (
          <p className={styles.hint} id={`${id}-hint`}>
            {props.hint}
          </p>
        )}
      </div>
    </div>
  );
}
