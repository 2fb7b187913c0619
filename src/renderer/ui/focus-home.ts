const OVERLAYS = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

/** What had the focus last, outside of everything that opens and goes. */
let home: HTMLElement | null = null;

/** Remembers where the focus is. Called once, for the whole window. */
export function rememberFocus(window: Window): void {
  window.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target !== document.body && !target.closest(OVERLAYS)) home = target;
  });
}

/**
 * Gives the focus to the list of the screen: there the cursor is. Once what was set before this call is drawn, because a list
 * is made anew when a run opens beside it or closes; no later, because the next key may want the focus elsewhere.
 */
export const focusList = (): void =>
  queueMicrotask(() => document.querySelector<HTMLElement>('main [role=grid]')?.focus({ preventScroll: true }));

/** For what closes: the focus goes back to where it was before, else to the list. */
export function focusHome(event?: Event): void {
  // What lies below keeps the focus to itself.
  if (document.querySelector('[role=dialog], [role=alertdialog]')) return;
  event?.preventDefault();
  if (home?.isConnected && home.checkVisibility()) home.focus({ preventScroll: true });
  else focusList();
}
