import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const WindowState = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(300).max(20_000),
  height: z.number().int().min(300).max(20_000),
  maximized: z.boolean(),
  zoom: z.number().min(-4).max(6),
});
type WindowState = z.infer<typeof WindowState>;

/** Where the window stood last; null when that is unknown or on a screen that is gone. Only a convenience: errors mean null. */
export function readWindowState(file: string): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    return screen.getAllDisplays().some((display) => overlaps(display.workArea, state)) ? state : null;
  } catch {
    return null;
  }
}

/** Keeps the window's place in `file` from now on: written when it closes, so that moving it costs nothing. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = {
      ...window.getNormalBounds(),
      maximized: window.isMaximized(),
      zoom: window.webContents.getZoomLevel(),
    };
    try {
      writeFileSync(file, JSON.stringify(state));
    } catch {
      // A full disk must not keep a window from closing; the default place is used next time.
    }
  });
}

const overlaps = (area: Rectangle, state: WindowState): boolean =>
  state.x < area.x + area.width - 100 &&
  state.x + state.width > area.x + 100 &&
  state.y < area.y + area.height - 50 &&
  state.y >= area.y - 20;
