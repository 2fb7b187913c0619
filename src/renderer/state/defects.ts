import { defectOf } from '../../shared/defect.ts';
import { perMinute } from '../../shared/per-minute.ts';
import { invoke } from '../api.ts';

/** Main writes no more of them, and has better things to do than to count what a broken page says at every picture. */
const pass = perMinute(20, Date.now);

/** Tells main's log of what broke here. Never fails: nothing more could be done about it. */
export function reportDefect(place: string, thrown: unknown, within?: string): void {
  const passed = pass();
  if (passed) void invoke('app.reportDefect', defectOf(place, thrown, within, passed.leftOut));
}

/** Reports what nobody has caught. */
export function watchDefects(target: Window): void {
  target.addEventListener('error', ({ error, message }) => {
    // Lists that measure themselves make Chromium say this; it draws the rest in the next picture.
    if (!error && message.startsWith('ResizeObserver loop')) return;
    reportDefect('window', error ?? message);
  });
  target.addEventListener('unhandledrejection', ({ reason }) => reportDefect('a promise', reason));
}
