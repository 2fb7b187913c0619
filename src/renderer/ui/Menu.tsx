import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';
import styles from './Menu.module.css';

export interface MenuAction {
  label: string;
  icon?: ReactNode;
  keys?: string | undefined;
  disabled?: boolean | undefined;
  danger?: boolean;
  /** Shows a tick: the chosen one of several. */
  checked?: boolean;
  onSelect: () => void;
}
/** A line of a menu; null draws a separator. */
export type MenuEntry = MenuAction | null;

/** A menu on a button. `children` is that button and must take a ref. */
export function Menu(props: { entries: readonly MenuEntry[]; align?: 'start' | 'end'; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{props.children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.content}
          align={props.align ?? 'start'}
          sideOffset={4}
          collisionPadding={8}
        >
          {props.entries.map((entry, index) =>
            entry === null ? (
              // A menu's entries never move while it is open.
              // biome-ignore lint/suspicious/noArrayIndexKey: a separator has no other name than its place
              <DropdownMenu.Separator className={styles.separator} key={index} />
            ) : (
              <Line key={entry.label} entry={entry} />
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A line that may be ticked says so to a screen reader, too. */
function Line({ entry }: { entry: MenuAction }) {
  const given = {
    className: styles.item,
    disabled: entry.disabled ?? false,
    'data-danger': entry.danger || undefined,
    onSelect: entry.onSelect,
  };
  const content = (
    <>
      <span className={styles.icon}>{entry.checked ? <Check size={16} aria-hidden /> : entry.icon}</span>
      <span className={styles.label}>{entry.label}</span>
      {entry.keys && <Kbd keys={entry.keys} />}
    </>
  );
  return entry.checked === undefined ? (
    <DropdownMenu.Item {...given}>{content}</DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem {...given} checked={entry.checked}>
      {content}
    </DropdownMenu.CheckboxItem>
  );
}
