import { X } from 'lucide-react';
import { AlertDialog, Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button, IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import styles from './Dialog.module.css';
import { focusHome } from './focus-home.ts';
import { useCommand } from './use-command.ts';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Buttons at the end of the dialog, the one that acts last. */
  footer?: ReactNode;
  /** What Mod+Enter does in it; null while it can do nothing. */
  onSend?: (() => void) | null;
  width?: 'small' | 'medium' | 'large';
  children?: ReactNode;
}

/** Something that must be settled before going on. Escape and a click outside close it. */
export function Dialog(props: DialogProps) {
  const content = useRef<HTMLDivElement>(null);
  // The first field if there is one, else the dialog itself: a focused Close button would be the loudest thing in it.
  const focusFirst = (event: Event) => {
    event.preventDefault();
    const field = content.current?.querySelector<HTMLElement>('input:not([type=hidden]), textarea');
    (field ?? content.current)?.focus();
  };
  return (
    <Radix.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          ref={content}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={focusHome}
          className={classNames(styles.content, styles[props.width ?? 'medium'])}
          {...(props.description ? {} : { 'aria-describedby': undefined })}
        >
          <header className={styles.head}>
            <div>
              <Radix.Title className={styles.title}>{props.title}</Radix.Title>
              {props.description && (
                <Radix.Description className={styles.description}>{props.description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" keys="Escape" icon={<X size={16} aria-hidden />} />
            </Radix.Close>
          </header>
          {props.children && <div className={styles.body}>{props.children}</div>}
          {props.footer && <footer className={styles.foot}>{props.footer}</footer>}
          {props.onSend !== undefined && <SendKey send={props.onSend} dialog={content} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Mounted with the open dialog, so that it answers before whatever offers the same key under it. */
function SendKey({ send, dialog }: { send: (() => void) | null; dialog: RefObject<Element | null> }) {
  useCommand('send', () => send?.(), send !== null, dialog);
  return null;
}

/** Asks before something that cannot be undone. The safe answer has the focus. */
export function ConfirmDialog(props: {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  description: ReactNode;
  /** Says what happens: "Delete the job". */
  confirm: string;
  /** The safe answer. */
  cancel?: string;
  danger?: boolean;
}) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles.overlay} />
        <AlertDialog.Content onCloseAutoFocus={focusHome} className={classNames(styles.content, styles.small)}>
          <header className={styles.head}>
            <div>
              <AlertDialog.Title className={styles.title}>{props.title}</AlertDialog.Title>
              <AlertDialog.Description className={styles.description}>{props.description}</AlertDialog.Description>
            </div>
          </header>
          <footer className={styles.foot}>
            <AlertDialog.Cancel asChild>
              <Button>{props.cancel ?? 'Keep it'}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button variant={props.danger ? 'danger' : 'primary'} onClick={props.onConfirm}>
                {props.confirm}
              </Button>
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
