#!/usr/bin/env node
// One suite with all that it needs around it: `node scripts/suite.mjs unit|integration|e2e|fuzz|crash [arguments of its runner]`.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { startPrivateKeyring } from './lib/keyring.mjs';
import { openMemoryFolder } from './lib/memory-folder.mjs';
import { packageScript, ROOT, run } from './lib/processes.mjs';
import { ensureSystem } from './system.mjs';

// What else the machine has to do must not hold back the runs of an app under test.
const CALM = { CODY_BATCH_MACHINE: 'calm' };

const VITEST = { script: 'vitest/vitest.mjs', command: 'run' };
const PLAYWRIGHT = { script: '@playwright/test/cli.js', command: 'test', keyring: true, built: true };

const SUITES = {
  unit: { ...VITEST, args: ['--project=unit'] },
  // All of it starts sessions by the hundred: the program that ships does that in half the time of its sources.
  integration: { ...VITEST, args: ['--project=integration'], keyring: true, worker: 'out/main/worker.js' },
  e2e: { ...PLAYWRIGHT, args: [], window: true },
  // The long version of the tests that make up their cases.
  fuzz: { ...VITEST, args: ['fuzz'], environment: { CODY_BATCH_FUZZ_RUNS: '200000' } },
  // The long version of one end-to-end test: no window, many minutes.
  crash: { ...PLAYWRIGHT, args: ['crash.spec.ts'], environment: { CODY_BATCH_KILLS: '100' } },
};

/** End-to-end tests wait as much as they work: this many at once, each with a screen, a clipboard and a keyring of its own. */
const WORKERS = Math.min(2, os.availableParallelism());

/** What one test worker has around it. */
async function openSurroundings({ keyring, virtual }) {
  const stops = [];
  const environment = {};
  const open = async (start) => {
    const opened = await start();
    Object.assign(environment, opened.environment);
    stops.unshift(opened.stop);
  };
  const stop = async () => {
    for (const end of stops) await end();
  };
  try {
    if (keyring) await open(startPrivateKeyring);
    if (virtual) await open(startVirtualDisplay);
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, stop };
}

/**
 * Runs a suite with what it needs: the app built, a private keyring, a display, a folder in memory.
 * @param {string} name unit, integration, e2e, fuzz or crash
 * @param {string[]} args for the test runner
 * @param {Record<string, string>} [environment] for the test runner
 * @returns {Promise<number>} the test runner's exit code
 */
export async function runSuite(name, args, environment = {}) {
  const suite = SUITES[name];
  if (!suite) throw new Error(`no suite "${name}": there are ${Object.keys(SUITES).join(' and ')}`);
  const virtual = suite.window && !hasDisplay();
  if (suite.keyring) {
    const { executable } = await ensureElectron();
    ensureSystem({ executable, purposes: virtual ? ['tests', 'display'] : ['tests'] });
  }
  const isWhole = args.every((word) => word.startsWith('-'));
  if (suite.built || (suite.worker && isWhole)) await ensureBuilt();

  const memory = openMemoryFolder();
  const compiled = mkdtempSync(path.join(memory.environment.TMPDIR ?? os.tmpdir(), 'cody-batch-compiled-'));
  const surroundings = [];
  try {
    // Windows on the one screen of a person would take the focus from each other.
    for (let worker = 0; worker < (virtual ? WORKERS : 1); worker += 1)
      surroundings.push(await openSurroundings({ keyring: suite.keyring, virtual }));
    const each = surroundings.map((one) => one.environment);
    return await run(process.execPath, [packageScript(suite.script), suite.command, ...suite.args, ...args], {
      env: {
        ...CALM,
        ...suite.environment,
        ...(suite.worker && isWhole ? { CODY_BATCH_WORKER: path.join(ROOT, suite.worker) } : {}),
        ...process.env,
        ...memory.environment,
        // Hundreds of processes and threads start from the same sources: Node compiles them once.
        NODE_COMPILE_CACHE: compiled,
        ...each[0],
        CODY_BATCH_SURROUNDINGS: JSON.stringify(each),
        ...environment,
      },
    });
  } finally {
    for (const one of surroundings) await one.stop();
    rmSync(compiled, { recursive: true, force: true });
    memory.remove();
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const [name = '', ...args] = process.argv.slice(2);
    process.exitCode = await runSuite(name, args);
  } catch (error) {
    console.error(`[suite] ${error.message}`);
    process.exitCode = 1;
  }
}
