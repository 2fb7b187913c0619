import type { Settings } from '../../shared/settings.ts';

const STORAGE_KEY = 'cody-batch.theme';
type Theme = Settings['theme'];

/** Puts a theme on the page and remembers it, so that the next start does not flash in the other one. */
export function wearTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(STORAGE_KEY, theme);
}

/** Before main has answered: the theme of the last time. */
export function wearLastTheme(): void {
  const last = localStorage.getItem(STORAGE_KEY);
  if (last === 'light' || last === 'dark') document.documentElement.dataset.theme = last;
}
