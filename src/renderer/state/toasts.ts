import { createStore, useStore } from 'zustand';
import type { AppError } from '../../shared/errors.ts';
import type { ErrorPlace } from './error-place.ts';

/** A short word in the corner. One with an error stays until it is closed; others go by themselves. */
export interface Toast {
  id: number;
  text: string;
  error: AppError | null;
  /** Takes back what it says. */
  undo: (() => void) | null;
  /** What it is about: what is said of all of them later takes its place. */
  about: readonly string[];
  /** What a failure is about; what the person looks at just now may be something else. */
  place: ErrorPlace;
}

let lastId = 0;
const toastStore = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));

export const useToasts = (): readonly Toast[] => useStore(toastStore, (state) => state.toasts);

/** Says something. The same error said twice is shown once, and what is outdated by it goes. */
export function say(
  text: string,
  error: AppError | null = null,
  undo: (() => void) | null = null,
  about: readonly string[] = [],
  place: ErrorPlace = {},
): void {
  lastId += 1;
  const toast: Toast = { id: lastId, text, error, undo, about, place };
  toastStore.setState(({ toasts }) => ({ toasts: withToast(toasts, toast) }));
}

/** Those that still stand when another is said. What can be undone goes only when all of it was decided anew. Pure. */
export function withToast(toasts: readonly Toast[], toast: Toast): Toast[] {
  const { text, error, about } = toast;
  const isOutdated = (other: Toast): boolean =>
    (other.text === text && other.error?.message === error?.message && other.undo === null) ||
    (other.about.length > 0 && other.about.every((one) => about.includes(one)));
  return [...toasts.filter((other) => !isOutdated(other)), toast].slice(-4);
}
export const sayError = (error: AppError, place?: ErrorPlace): void => say(error.message, error, null, [], place);
export const closeToast = (id: number): void =>
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
