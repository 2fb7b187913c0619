import path from 'node:path';
import { app, BrowserWindow } from 'electron';

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    webPreferences: { preload: path.join(import.meta.dirname, '../preload/index.cjs'), sandbox: true },
  });
  return window.loadFile(path.join(import.meta.dirname, '../renderer/index.html'));
});
