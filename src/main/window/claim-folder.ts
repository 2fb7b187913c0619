import { app, dialog } from 'electron';
import { errorText } from '../../shared/errors.ts';
import { lockFolder } from '../store/folder-lock.ts';

/**
 * Two processes on one data folder would write over each other. False: another one has it, that was said, and the app is ending.
 * @param complain writes to the terminal
 */
export function claimFolder(folder: string, headless: boolean, complain: (words: string) => void): boolean {
  if (!app.requestSingleInstanceLock()) {
    complain(`Cody Batch is already running with its data in ${folder}.`);
    // The window that is there comes to the front.
    app.exit(headless ? 1 : 0);
    return false;
  }
  // Not every process that works on such a folder is Electron's.
  const locked = lockFolder(folder);
  if (locked.ok) return true;
  const words = errorText(locked.error);
  complain(words);
  if (headless) app.exit(1);
  else
    void app.whenReady().then(() => {
      dialog.showErrorBox('Cody Batch cannot start', words);
      app.exit(1);
    });
  return false;
}
