// Stand-in for Electron's default_app.asar, for runtimes taken from a packaged app, which lack it:
// `electron [-r module]… [chromium switches] <folder|file> [arguments]` starts the app found there.
// An ES module on purpose: like the stock loader it awaits the app's main module, so that `ready`
// fires only after that module has finished (a top-level `await app.whenReady()` hangs in both).

import fs from 'node:fs';
import { Module } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const argv = process.argv.slice(1);
const preload = [];
let target = null;
for (let i = 0; i < argv.length; i++) {
  const a = argv[i];
  if (a === '-r' || a === '--require') preload.push(argv[++i]);
  else if (a === '-v' || a === '--version') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (a === '-a' || a === '--abi') {
    console.log(process.versions.modules);
    process.exit(0);
  } else if (a.startsWith('--app=')) {
    target = a.slice('--app='.length);
    break;
  } else if (!a.startsWith('-')) {
    target = a;
    break;
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!target) fail('usage: electron [options] <path to an app>');
if (preload.length) Module._preloadModules(preload);
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true, configurable: false });

const root = path.resolve(target);
let entry;
try {
  const manifest = path.join(root, 'package.json');
  if (fs.existsSync(manifest)) {
    const pkg = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    if (pkg.version) app.setVersion(pkg.version);
    if (pkg.productName || pkg.name) app.name = pkg.productName || pkg.name;
    app.setDesktopName?.(pkg.desktopName || `${app.name}.desktop`);
  }
  entry = Module._resolveFilename(root, null, true);
  app.setAppPath(fs.statSync(root).isDirectory() ? root : path.dirname(entry));
} catch (e) {
  fail(`Unable to find an Electron app at ${root}\n${e.message}`);
}
try {
  await import(pathToFileURL(entry).href); // CommonJS and ES modules alike
} catch (e) {
  console.error('App threw an error during load');
  console.error(e?.stack ?? e);
  process.exit(1);
}
