import { Tabs as Radix, ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';
import { Tooltip } from './Tooltip.tsx';

export interface TabItem<T extends string> {
  value: T;
  label: ReactNode;
  /** A small number behind the label. */
  count?: number | undefined;
  content: ReactNode;
}

/** A few readings of one thing; only the chosen one is mounted. */
export function Tabs<T extends string>(props: {
  label: string;
  value: T;
  onValue: (value: T) => void;
  tabs: readonly TabItem<T>[];
}) {
  return (
    <Radix.Root className={styles.root} value={props.value} onValueChange={(value) => props.onValue(value as T)}>
      <div className={styles.bar}>
        <Radix.List className={styles.list} aria-label={props.label}>
          {props.tabs.map((tab) => (
            <Radix.Trigger className={styles.tab} key={tab.value} value={tab.value}>
              {tab.label}
              {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
      </div>
      {props.tabs.map((tab) => (
        <Radix.Content className={styles.panel} key={tab.value} value={tab.value} tabIndex={-1}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

/** One of two or three ways to see the same thing. */
export function Segmented<T extends string>(props: {
  label: string;
  value: T;
  onValue: (value: T) => void;
  options: readonly { value: T; label: ReactNode; hint?: string }[];
  keys?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.segmented}
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => value && props.onValue(value as T)}
    >
      {props.options.map((option) => {
        const item = (
          <ToggleGroup.Item className={styles.segment} key={option.value} value={option.value}>
            {option.label}
          </ToggleGroup.Item>
        );
        return option.hint ? (
          <Tooltip key={option.value} text={option.hint} keys={props.keys}>
            {item}
          </Tooltip>
        ) : (
          item
        );
      })}
    </ToggleGroup.Root>
  );
}
