import path from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { APP_ORIGIN } from './protocol.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** Opens the one window. It shows itself when its first frame is ready and the theme is known, so that nothing flashes. */
export function openWindow(options: {
  preload: string;
  stateFile: string;
  icon: string;
  /** Settles when the person's theme has been applied. */
  themed: Promise<unknown>;
}): BrowserWindow {
  const state = readWindowState(options.stateFile);
  const window = new BrowserWindow({
    width: state?.width ?? 1280,
    height: state?.height ?? 800,
    ...(state ? { x: state.x, y: state.y } : {}),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Cody Batch',
    icon: path.resolve(options.icon),
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    backgroundColor: background(),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  keepWindowState(window, options.stateFile);
  window.once('ready-to-show', async () => {
    await options.themed;
    if (window.isDestroyed()) return;
    window.setBackgroundColor(background());
    if (state?.maximized) window.maximize();
    if (state) window.webContents.setZoomLevel(state.zoom);
    window.show();
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit') window.webContents.reload();
  });
  // A page that is left before it is there is no defect: the window was closed, or loads it again.
  window.loadURL(`${APP_ORIGIN}/index.html`).catch(() => undefined);
  return window;
}

const background = (): string => (nativeTheme.shouldUseDarkColors ? '#131416' : '#fbfbfc');
