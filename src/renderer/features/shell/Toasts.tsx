import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { closeToast, type Toast, useToasts } from '../../state/toasts.ts';
import { navigate } from '../../state/ui-store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { useCommand } from '../../ui/use-command.ts';
import styles from './Shell.module.css';

/** Short words in the corner: they go by themselves, failures stay until they are closed. */
export function Toasts() {
  const toasts = useToasts();
  const last = toasts.findLast((toast) => toast.undo !== null);
  useCommand(
    'undo',
    () => {
      if (!last) return;
      last.undo?.();
      closeToast(last.id);
    },
    last !== undefined,
  );
  return (
    <Radix.Provider duration={5000} swipeDirection="right" label="Message">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} hasKey={toast === last} />
      ))}
      <Radix.Viewport className={styles.toasts} />
    </Radix.Provider>
  );
}

/** `hasKey`: the key undoes the last one only. */
function ToastCard({ toast, hasKey }: { toast: Toast; hasKey: boolean }) {
  const close = () => closeToast(toast.id);
  return (
    <Radix.Root
      className={styles.toast}
      duration={toast.error ? Number.POSITIVE_INFINITY : toast.undo ? 12_000 : 5000}
      onOpenChange={(open) => !open && close()}
    >
      {toast.error ? (
        <ErrorCard
          error={toast.error}
          onDismiss={close}
          actions={{
            settings: () => {
              close();
              navigate({ screen: 'settings' });
            },
          }}
        />
      ) : (
        <div className={styles.said}>
          <Radix.Description asChild>
            <p>{toast.text}</p>
          </Radix.Description>
          {toast.undo && (
            <Button
              size="small"
              keys={hasKey ? 'Mod+Z' : undefined}
              onClick={() => {
                toast.undo?.();
                close();
              }}
            >
              Undo
            </Button>
          )}
          <IconButton label="Close" size="small" icon={<X size={14} aria-hidden />} onClick={close} />
        </div>
      )}
    </Radix.Root>
  );
}
