import { Settings } from '../../shared/settings.ts';
import { keep, readKept } from './kept.ts';

const STORAGE_KEY = 'cody-batch.theme';
const Theme = Settings.shape.theme;

/** Puts a theme on the page and remembers it, so that the next start does not flash in the other one. */
export function wearTheme(theme: Settings['theme']): void {
  wear(theme);
  keep(STORAGE_KEY, theme);
}

/** Before main has answered: the theme of the last time. */
export const wearLastTheme = (): void => wear(readKept(STORAGE_KEY, Theme) ?? 'system');

function wear(theme: Settings['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
