import { spawn } from 'node:child_process';
import { end } from './processes.mjs';

/** Whether a window can be shown here. */
export const hasDisplay = (environment = process.env) =>
  process.platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);

/**
 * Starts a virtual display. Xvfb picks a free number itself, so that several may run at once.
 * @returns {Promise<{ environment: { DISPLAY: string }, stop: () => Promise<void> }>}
 */
export async function startVirtualDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Its own group: Ctrl-C must not take the display from an app that is still closing.
    detached: true,
  });
  const number = await new Promise((resolve, reject) => {
    let text = '';
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code}`)));
    /** @type {import('node:stream').Readable} */ (server.stdio[3]).on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
  });
  return { environment: { DISPLAY: `:${number}` }, stop: () => end(server) };
}
