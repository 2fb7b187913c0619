import { createStore, useStore } from 'zustand';
import type { AppError } from '../../shared/errors.ts';

/** A short word in the corner. One with an error stays until it is closed; others go by themselves. */
export interface Toast {
  id: number;
  text: string;
  error: AppError | null;
  /** Takes back what it says. */
  undo: (() => void) | null;
}

let lastId = 0;
const toastStore = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));

export const useToasts = (): readonly Toast[] => useStore(toastStore, (state) => state.toasts);

/** Says something. The same error said twice is shown once. */
export function say(text: string, error: AppError | null = null, undo: (() => void) | null = null): void {
  lastId += 1;
  const toast: Toast = { id: lastId, text, error, undo };
  toastStore.setState(({ toasts }) => ({
    toasts: [...toasts.filter((other) => other.text !== text || other.error?.message !== error?.message), toast].slice(
      -4,
    ),
  }));
}
export const sayError = (error: AppError): void => say(error.message, error);
export const closeToast = (id: number): void =>
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
