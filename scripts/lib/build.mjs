import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeNotices } from '../notices.mjs';
import { packageScript, ROOT, run } from './processes.mjs';

const SOURCES = [
  'src',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'scripts/notices',
  'scripts/notices.mjs',
];
const STAMP = path.join(ROOT, 'out/.sources');
const OUTPUTS = [
  ...['main/index.js', 'main/worker.js', 'main/demo.js', 'preload/index.cjs', 'renderer/index.html'],
  'third-party-notices.txt',
];

/** @returns {string[]} */
function filesOf(entry) {
  if (!statSync(entry).isDirectory()) return [entry];
  return readdirSync(entry).flatMap((name) => filesOf(path.join(entry, name)));
}

/** Tests beside the sources are no part of the build. Times rather than contents: it is asked at every start. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(path.join(ROOT, source))).sort()) {
    if (/\.test\.(?:tsx?|mjs)$/.test(file)) continue;
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

/**
 * Builds out/ when a source is newer than it.
 * @throws Error when the build fails, or holds something that may not be shipped
 */
export async function ensureBuilt() {
  const wanted = fingerprint();
  const complete = OUTPUTS.every((output) => existsSync(path.join(ROOT, 'out', output)));
  if (complete && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  console.error('[build] building …');
  const script = packageScript('electron-vite/bin/electron-vite.js');
  const code = await run(process.execPath, [script, 'build', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error(`the build ended with exit code ${code}`);
  writeNotices();
  writeFileSync(STAMP, wanted);
}

/** Whoever builds something else into out/ says so: the next `ensureBuilt` builds again. */
export const forgetBuild = () => rmSync(STAMP, { force: true });
