import { Tooltip as Radix } from 'radix-ui';
import type { FocusEvent, ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';
import styles from './Tooltip.module.css';

/** Mounted once around the app: tooltips then open without delay when one was just open. */
export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Radix.Provider delayDuration={500} skipDelayDuration={200}>
    {children}
  </Radix.Provider>
);

/** A focus that comes back from a menu, a dialog or another window asks for no words, and they would cover what is read. */
function onlyByTab(event: FocusEvent<HTMLElement>): void {
  const from = event.relatedTarget;
  const isTab = event.currentTarget.matches(':focus-visible') && from instanceof Element;
  if (!isTab || from.closest('[role=menu], [role=dialog], [role=alertdialog], [role=listbox]')) event.preventDefault();
}

/** Words for whatever it wraps, on hover and on focus. `children` must be one element that takes a ref. */
export function Tooltip(props: {
  text: ReactNode;
  keys?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild onFocus={onlyByTab}>
        {props.children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} side={props.side ?? 'bottom'} sideOffset={5} collisionPadding={8}>
          {props.text}
          {props.keys && <Kbd keys={props.keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
