#!/usr/bin/env node
// Finds out which system packages are missing on Linux, and installs them when the user may.
//
//   node scripts/system.mjs [display] [tests]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureElectron } from './electron-runtime.mjs';
import { COMMAND_PACKAGES, LIBRARY_PACKAGES } from './lib/packages.mjs';
import { hasCommand } from './lib/processes.mjs';

/** @returns {string[]} the shared libraries that the executable asks for and the system lacks */
function missingLibraries(executable) {
  const result = spawnSync('ldd', [executable], { encoding: 'utf8' });
  return (result.stdout ?? '').split('\n').flatMap((line) => {
    const match = /^\s*(\S+) => not found/.exec(line);
    return match ? [match[1]] : [];
  });
}

function missing(purposes, executable) {
  const commands = ['app', ...purposes].flatMap((purpose) => Object.entries(COMMAND_PACKAGES[purpose]));
  const absent = commands.filter(([command]) => !hasCommand(command));
  const libraries = missingLibraries(executable);
  return {
    names: [...absent.map(([command]) => command), ...libraries],
    unknown: libraries.filter((library) => !LIBRARY_PACKAGES[library]),
    candidates: [
      ...absent.map(([, name]) => [name]),
      ...libraries.flatMap((library) => (LIBRARY_PACKAGES[library] ? [LIBRARY_PACKAGES[library]] : [])),
    ],
  };
}

const isKnownToApt = (name) => {
  const result = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' });
  return /Candidate: (?!\(none\))/.test(result.stdout ?? '');
};

const pick = (candidates) => [
  ...new Set(candidates.map((names) => names.find(isKnownToApt) ?? names[names.length - 1])),
];

const APT_OPTIONS = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300'];

/** How this user installs packages, or null. */
function installer() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null;
}

function apt(prefix, args) {
  const words = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...APT_OPTIONS, ...args];
  const [command, ...rest] = words;
  // Package output goes to stderr: stdout belongs to the command that needed it.
  return spawnSync(/** @type {string} */ (command), rest, { stdio: ['ignore', 2, 2] }).status === 0;
}

/**
 * Makes sure that what Electron, the app and (by purpose) a virtual display or the tests need is there.
 * @param {{ executable: string, purposes?: string[] }} options executable: Electron's; purposes: display, tests
 * @throws Error with the exact command to run, when something is missing and cannot be installed here
 */
export function ensureSystem({ executable, purposes = [] }) {
  if (process.platform !== 'linux') return;
  const before = missing(purposes, executable);
  if (before.names.length === 0) return;
  console.error(`[system] missing: ${before.names.join(', ')}`);
  if (!hasCommand('apt-get')) {
    throw new Error(`install what provides ${before.names.join(', ')} with this system's package manager`);
  }
  const prefix = installer();
  if (prefix) apt(prefix, ['update']);
  const packages = pick(before.candidates);
  const command = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
  if (!prefix) {
    throw new Error(`packages are missing and this user may not install them. Run:\n\n  ${command}\n`);
  }
  console.error(`[system] installing ${packages.join(' ')}`);
  apt(prefix, ['install', '-y', '--no-install-recommends', ...packages]);
  const after = missing(purposes, executable);
  if (after.names.length > 0) throw new Error(`still missing: ${after.names.join(', ')}. Try:\n\n  ${command}\n`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const runtime = await ensureElectron();
    ensureSystem({ executable: runtime.executable, purposes: process.argv.slice(2) });
  } catch (error) {
    console.error(`[system] ${error.message}`);
    process.exitCode = 1;
  }
}
