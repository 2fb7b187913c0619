import { app, BrowserWindow } from 'electron';

/** Sessions end and everything is saved before the process does; what was at work goes on at the next start. */
export function quitInOrder(close: () => Promise<void>): void {
  let closed = false;
  let isClosing = false;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    // Windows first: what is being typed in one is said when it closes.
    void windowsClosed()
      .then(close)
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}

/** A page that does not answer keeps nobody from quitting. */
const LONGEST_GOODBYE_MS = 2_000;

async function windowsClosed(): Promise<void> {
  const all = BrowserWindow.getAllWindows().map((window) => {
    const gone = new Promise<void>((resolve) => window.once('closed', () => resolve()));
    window.close();
    return gone;
  });
  const patience = new Promise((resolve) => setTimeout(resolve, LONGEST_GOODBYE_MS));
  await Promise.race([Promise.all(all), patience]);
}
