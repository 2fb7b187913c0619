import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { Field } from './Field.tsx';
import styles from './Select.module.css';

export interface SelectOption<T extends string> {
  value: T;
  label: string;
  /** A second line that helps to choose. */
  note?: string;
}

/** One of a few. */
export function Select<T extends string>(props: {
  label: string;
  hint?: string;
  value: T;
  options: readonly SelectOption<T>[];
  onValue: (value: T) => void;
}) {
  return (
    <Field label={props.label} hint={props.hint}>
      {(ids) => (
        <Radix.Root value={props.value} onValueChange={(value) => props.onValue(value as T)}>
          <Radix.Trigger className={styles.trigger} aria-label={props.label} {...ids}>
            <span className={styles.value}>
              <Radix.Value />
            </span>
            <ChevronDown size={14} aria-hidden />
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content className={styles.content} position="popper" sideOffset={4} collisionPadding={8}>
              <Radix.Viewport>
                {props.options.map((option) => (
                  <Radix.Item className={styles.item} key={option.value} value={option.value}>
                    <Radix.ItemIndicator className={styles.check}>
                      <Check size={14} aria-hidden />
                    </Radix.ItemIndicator>
                    <Radix.ItemText>{option.label}</Radix.ItemText>
                    {option.note && <span className={styles.note}>{option.note}</span>}
                  </Radix.Item>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  );
}
