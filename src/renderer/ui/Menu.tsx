import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { focusHome } from './focus-home.ts';
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
          <Lines entries={props.entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A menu at a place of the window: where somebody has clicked, or beside a row. One serves all rows of a list. */
export function MenuAt(props: {
  at: { x: number; y: number };
  label: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}) {
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && props.onClose()}>
      <DropdownMenu.Trigger asChild>
        <span className={styles.place} style={{ left: props.at.x, top: props.at.y }} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.content}
          aria-label={props.label}
          align="start"
          sideOffset={0}
          collisionPadding={8}
          onCloseAutoFocus={focusHome}
        >
          <Lines entries={props.entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const Lines = ({ entries }: { entries: readonly MenuEntry[] }) =>
  entries.map((entry, index) =>
    entry === null ? (
      // A menu's entries never move while it is open.
      // biome-ignore lint/suspicious/noArrayIndexKey: a separator has no other name than its place
      <DropdownMenu.Separator className={styles.separator} key={index} />
    ) : (
      <Line key={entry.label} entry={entry} />
    ),
  );

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
