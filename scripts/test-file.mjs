#!/usr/bin/env node
// One test file, in the suite that its name says: `npm run test:file -- FILE [-t NAME] [arguments of the runner]`.
import path from 'node:path';
import { ROOT, userFolder } from './lib/processes.mjs';
import { runSuite } from './suite.mjs';

/** @returns {string | null} the suite of a test file, told by its name */
export function suiteOf(file) {
  if (/\.spec\.ts$/.test(file)) return 'e2e';
  if (/\.integration\.test\.[a-z]+$/.test(file)) return 'integration';
  return /\.test\.[a-z]+$/.test(file) ? 'unit' : null;
}

/** Playwright has another word for the name of a test, and takes paths for regular expressions. */
export function argumentsFor(suite, file, more) {
  if (suite !== 'e2e') return [file, ...more];
  return [file.replaceAll('.', '\\.'), ...more.map((word) => (word === '-t' ? '-g' : word))];
}

/** @param {string[]} args */
async function main(args) {
  const [given = '', ...more] = args;
  const suite = suiteOf(given);
  if (!suite) {
    console.error('Usage: npm run test:file -- FILE [-t NAME]');
    console.error('FILE is x.test.ts (unit), x.integration.test.ts (integration) or e2e/x.spec.ts (end to end).');
    return 2;
  }
  const file = path.relative(ROOT, path.resolve(userFolder(), given));
  return runSuite(suite, argumentsFor(suite, file, more));
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(`[test] ${error.message}`);
    process.exitCode = 1;
  }
}
