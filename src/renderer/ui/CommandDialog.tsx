import { Command } from 'cmdk';
import { type ComponentProps, type ReactNode, useEffect } from 'react';
import styles from './CommandDialog.module.css';
import { classNames } from './class-names.ts';
import { focusHome } from './focus-home.ts';

/** A dialog in which something is found by typing, and chosen by key. Its body is made anew each time it opens. */
export function CommandDialog(props: {
  label: string;
  open: boolean;
  onClose: () => void;
  wide?: boolean;
  /** False when what is shown has been chosen already. */
  filter?: boolean;
  children: ReactNode;
}) {
  const { open } = props;
  useEffect(() => {
    if (!open) return undefined;
    // Once it is gone: until then it takes the focus back.
    return () => void setTimeout(() => focusHome());
  }, [open]);
  return (
    <Command.Dialog
      open={props.open}
      onOpenChange={(next) => !next && props.onClose()}
      label={props.label}
      className={classNames(styles.body, props.wide && styles.wide)}
      overlayClassName={styles.overlay ?? ''}
      contentClassName={styles.content ?? ''}
      shouldFilter={props.filter ?? true}
      loop
    >
      {props.open && props.children}
    </Command.Dialog>
  );
}

export const CommandInput = (props: ComponentProps<typeof Command.Input>) => (
  <Command.Input className={styles.input} {...props} />
);
export const CommandList = (props: ComponentProps<typeof Command.List>) => (
  <Command.List className={styles.list} {...props} />
);
export const CommandItem = (props: ComponentProps<typeof Command.Item>) => (
  <Command.Item className={styles.item} {...props} />
);
