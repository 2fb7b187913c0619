#!/usr/bin/env node
// Starts the app from the sources: `npm start`, `npm run demo`, `npm run headless`. Brings what it needs first
// (Electron, system packages, the build), then hands over its arguments and comes back with the app's exit code.
import { ensureElectron } from './electron-runtime.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { ROOT, run, userFolder } from './lib/processes.mjs';
import { ensureSystem } from './system.mjs';

// No window is made, so nothing is drawn: neither a display nor a GPU process is needed, and what Chromium would say
// about their absence is kept off the terminal.
const WITHOUT_DISPLAY = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3'];

function chromiumSwitches(headless) {
  if (process.platform !== 'linux') return [];
  const switches = headless ? [...WITHOUT_DISPLAY] : [];
  if (process.getuid?.() === 0) {
    console.error("[launch] running as root: Chromium's sandbox cannot be used, starting with --no-sandbox.");
    console.error('[launch] Prefer an ordinary user; the app itself never switches its sandbox off.');
    switches.push('--no-sandbox');
  }
  return switches;
}

/** A demo needs no one to look at it: without a display it runs without a window. */
function completeArguments(args, display) {
  if (display || !args.includes('--demo') || args.includes('--headless')) return args;
  console.error('[launch] no display: running the demo without a window.');
  return [...args, '--headless'];
}

/** Nobody watches the demo without a window, and its sessions are small: it goes on however busy the machine is. */
const unhurried = (args) =>
  args.includes('--demo') && args.includes('--headless') ? { CODY_BATCH_MACHINE: 'calm' } : {};

async function main(given) {
  const display = hasDisplay();
  const args = completeArguments(given, display);
  const headless = args.includes('--headless');
  const virtual = !headless && !display;

  const runtime = await ensureElectron();
  ensureSystem({ executable: runtime.executable, purposes: virtual ? ['display'] : [] });
  await ensureBuilt();

  const screen = virtual ? await startVirtualDisplay() : null;
  if (screen) console.error(`[launch] no display: the window opens on a virtual one, ${screen.environment.DISPLAY}.`);
  try {
    return await run(runtime.executable, [...chromiumSwitches(headless), ROOT, ...args], {
      // File arguments are relative to where the user stands.
      cwd: userFolder(),
      env: { ...unhurried(args), ...process.env, ...screen?.environment },
    });
  } finally {
    await screen?.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`[launch] ${error.message}`);
  process.exitCode = 1;
}
