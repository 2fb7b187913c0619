#!/usr/bin/env node
// Builds packages: `npm run package` for this platform's installers, `npm run package -- --dir` for an unpacked app.
// `--dir --driven`: one in dist/driven that lets our own tests drive its window. No installer has that.
// `--output=FOLDER`: somewhere else than in dist.
// Beside the packages lies source-maps/, for `node scripts/stack.mjs`.
// What is shipped comes from the official Electron download only; an unpacked app for tests may use the fallback.
import path from 'node:path';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { packageScript, ROOT, run } from './lib/processes.mjs';
import { keepSourceMaps } from './package/source-maps.mjs';

const OUTPUT = '--output=';

async function main(given) {
  const unpacked = given.includes('--dir');
  const driven = given.includes('--driven');
  if (driven && !unpacked) throw new Error('--driven is for an unpacked app only: add --dir');
  const output = given.find((argument) => argument.startsWith(OUTPUT))?.slice(OUTPUT.length);
  const args = given.filter((argument) => argument !== '--driven' && !argument.startsWith(OUTPUT));
  const folder = output ?? (driven ? 'dist/driven' : 'dist');
  const forTests = driven ? ['-c.extraMetadata.isDriven=true'] : [];
  const runtime = await ensureElectron({ officialOnly: !unpacked });
  await ensureBuilt();
  const isOfficial = runtime.source === 'official';
  const overrides = isOfficial ? [] : [`-c.electronDist=${runtime.dist}`, `-c.electronVersion=${runtime.version}`];
  if (!isOfficial) console.error('[package] for tests only: this app does not hold the official Electron.');
  const code = await run(process.execPath, [
    packageScript('electron-builder/cli.js'),
    ...args,
    `-c.directories.output=${folder}`,
    ...forTests,
    ...overrides,
    '--publish',
    'never',
  ]);
  if (code === 0) keepSourceMaps(path.join(ROOT, 'out'), path.resolve(ROOT, folder, 'source-maps'));
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`[package] ${error.message}`);
  process.exitCode = 1;
}
