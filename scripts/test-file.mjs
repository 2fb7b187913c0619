#!/usr/bin/env node
// Test files, each in the suite that its name says: `npm run test:file -- FILE... [-t NAME] [arguments of the runner]`.
import path from 'node:path';
import { ROOT, userFolder } from './lib/processes.mjs';
import { runSuite } from './suite.mjs';

/** @returns {string | null} the suite of a test file, told by its name */
export function suiteOf(file) {
  if (/\.spec\.ts$/.test(file)) return 'e2e';
  if (/\.integration\.test\.[a-z]+$/.test(file)) return 'integration';
  return /\.test\.[a-z]+$/.test(file) ? 'unit' : null;
}

/**
 * What stands before the first word of the runner are files: one run for each suite among them, or null when one is no test.
 * @param {string[]} args
 */
export function plan(args) {
  const runner = args.findIndex((word) => word.startsWith('-'));
  const files = runner < 0 ? args : args.slice(0, runner);
  if (files.length === 0 || files.some((file) => suiteOf(file) === null)) return null;
  const more = runner < 0 ? [] : args.slice(runner);
  return ['unit', 'integration', 'e2e']
    .map((suite) => ({ suite, files: files.filter((file) => suiteOf(file) === suite), more }))
    .filter((one) => one.files.length > 0);
}

/** Playwright has another word for the name of a test, and takes paths for regular expressions. */
export function argumentsFor({ suite, files, more }) {
  if (suite !== 'e2e') return [...files, ...more];
  return [...files.map((file) => file.replaceAll('.', '\\.')), ...more.map((word) => (word === '-t' ? '-g' : word))];
}

/** @param {string[]} args */
async function main(args) {
  const suites = plan(args);
  if (!suites) {
    console.error('Usage: npm run test:file -- FILE... [-t NAME]');
    console.error('FILE is x.test.ts (unit), x.integration.test.ts (integration) or e2e/x.spec.ts (end to end).');
    return 2;
  }
  let worst = 0;
  for (const each of suites) {
    const files = each.files.map((file) => path.relative(ROOT, path.resolve(userFolder(), file)));
    worst = Math.max(worst, await runSuite(each.suite, argumentsFor({ ...each, files })));
    // A signal ended it: nobody waits for the next.
    if (worst > 128) break;
  }
  return worst;
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(`[test] ${error.message}`);
    process.exitCode = 1;
  }
}
