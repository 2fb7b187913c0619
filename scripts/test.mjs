#!/usr/bin/env node
// All checks and tests: `npm test`. With --fast, what a change needs before it is committed: `npm run check`.
// The last line is always `N passed, N failed` (with `, N skipped` if any); each static check counts as one test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture, packageScript, ROOT } from './lib/processes.mjs';
import { runSuite } from './suite.mjs';

const BIOME = packageScript('@biomejs/biome/bin/biome');
const CHECKS = {
  style: [BIOME, 'check', '--error-on-warnings', '.'],
  boundaries: [path.join(ROOT, 'scripts/boundaries.mjs')],
  types: [path.join(ROOT, 'scripts/types.mjs')],
};

const reports = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-test-'));
const results = [];

function record(name, startedAt, counts, notes = []) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  results.push({ name, seconds, ...counts, notes });
}

async function check(name) {
  const startedAt = Date.now();
  const { code, output } = await capture(process.execPath, CHECKS[name]);
  const passed = code === 0;
  if (!passed) console.log(`\n${name} failed:\n${output.trimEnd()}\n`);
  record(name, startedAt, { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, passed ? [] : [name]);
}

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${path.relative(ROOT, file.name)}: ${test.fullName}`),
  );
  return {
    counts: {
      passed: report.numPassedTests,
      failed: failed.length + brokenFiles.length,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    notes: [...failed, ...brokenFiles.map((file) => `${path.relative(ROOT, file.name)} could not be run`)],
  };
}

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

function countEndToEnd(report) {
  const failed = report.suites
    .flatMap(specsOf)
    .filter((spec) => !spec.ok)
    .map((spec) => `e2e/${spec.file}: ${spec.title}`);
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { counts: { passed: expected, failed: unexpected + flaky, skipped }, notes: failed };
}

/** A runner that ends badly without a failed test (a crash, a broken file) is a failure of its own. */
function withExitCode({ counts, notes }, code) {
  if (code === 0 || counts.failed > 0) return { counts, notes };
  return { counts: { ...counts, failed: 1 }, notes: [...notes, `the runner ended with exit code ${code}`] };
}

async function suite(name, args, environment, count) {
  const startedAt = Date.now();
  console.log(`\n── ${name} ──`);
  let outcome = { counts: { passed: 0, failed: 0, skipped: 0 }, notes: [] };
  let code = 1;
  try {
    code = await runSuite(name, args, environment);
    const report = readReport(path.join(reports, `${name}.json`));
    if (report) outcome = count(report);
  } catch (error) {
    console.error(`[test] ${error.message}`);
  }
  const { counts, notes } = withExitCode(outcome, code);
  record(name, startedAt, counts, notes);
}

function summarise() {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  console.log('\n── summary ──');
  for (const { name, seconds, passed, failed, skipped, notes } of results) {
    const parts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
    console.log(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(11)} ${`${seconds} s`.padStart(8)}   ${parts.join(', ')}`);
    for (const note of notes) console.log(`    ${note}`);
  }
  const skipped = total('skipped');
  console.log(`\n${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return total('failed') === 0;
}

const fast = process.argv.includes('--fast');
await Promise.all(Object.keys(CHECKS).map(check));
const vitestReport = (name) => [
  ...['--reporter=default', '--reporter=json'],
  `--outputFile.json=${path.join(reports, `${name}.json`)}`,
];
await suite('unit', vitestReport('unit'), {}, countVitest);
if (!fast) {
  await suite('integration', vitestReport('integration'), {}, countVitest);
  const endToEndReport = path.join(reports, 'e2e.json');
  await suite('e2e', [], { PLAYWRIGHT_JSON_OUTPUT_NAME: endToEndReport }, countEndToEnd);
}
rmSync(reports, { recursive: true, force: true });
process.exitCode = summarise() ? 0 : 1;
