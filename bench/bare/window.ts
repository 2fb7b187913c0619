import path from 'node:path';
import { app, BrowserWindow } from 'electron';

/**
 * The floor of a desktop app: one window of the app's size with one button, locked as a careful app locks it.
 * `electron window.mjs <data folder>`.
 */
app.setPath('userData', path.resolve(process.argv.at(-1) ?? ''));
app.on('window-all-closed', () => app.quit());

void app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL('data:text/html,<!doctype html><title>Bare</title><button>Press</button>');
});
