#!/usr/bin/env node
// The app with live reload of the window. Needs a display.
import { ensureElectron } from './electron-runtime.mjs';
import { packageScript, run } from './lib/processes.mjs';
import { ensureSystem } from './system.mjs';

try {
  const runtime = await ensureElectron();
  ensureSystem({ executable: runtime.executable });
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  const args = ['dev', ...(root ? ['--noSandbox'] : []), ...process.argv.slice(2)];
  process.exitCode = await run(process.execPath, [packageScript('electron-vite/bin/electron-vite.js'), ...args], {
    // electron-vite looks at this and not at ELECTRON_OVERRIDE_DIST_PATH.
    env: { ...process.env, ELECTRON_EXEC_PATH: runtime.executable },
  });
} catch (error) {
  console.error(`[dev] ${error.message}`);
  process.exitCode = 1;
}
