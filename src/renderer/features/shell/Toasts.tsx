import { LoaderCircle, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { forgetAsked, progressOf, progressText, useAsked } from '../../state/publishing-progress.ts';
import { useClient } from '../../state/store.ts';
import { closeToast, say, type Toast, useToasts } from '../../state/toasts.ts';
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
      <Publishing />
      <Radix.Viewport className={styles.toasts} />
    </Radix.Provider>
  );
}

/** How far the pull requests are that were asked for last. */
function Publishing() {
  const asked = useAsked();
  const progress = useClient(useShallow((state) => progressOf(asked, state.runs)));
  const isOver = progress.total > 0 && progress.left === 0;
  const words = progressText(progress);
  useEffect(() => {
    if (!isOver) return;
    forgetAsked();
    say(words);
  }, [isOver, words]);
  if (progress.left === 0) return null;
  return (
    <Radix.Root className={styles.toast} duration={Number.POSITIVE_INFINITY} onOpenChange={forgetAsked}>
      <div className={styles.said}>
        <LoaderCircle className={styles.turning} size={16} aria-hidden />
        <Radix.Description asChild>
          <p>{words}</p>
        </Radix.Description>
      </div>
    </Radix.Root>
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
        <ErrorCard error={toast.error} onDismiss={close} place={toast.place} onAct={close} />
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
