#!/usr/bin/env node
// The house in figures: `npm run house`. Rooms, who imports whom, cycles, and what is large. Tests do not count.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { functionsOf } from './lib/functions.mjs';
import { measureHouse } from './lib/house.mjs';
import { packageScript, ROOT } from './lib/processes.mjs';

const LIMIT = 300;
const ENGINE = 'src/main/engine/create-engine.ts';
const boundaries = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
/** What the boundaries take for a test. */
const TESTS = boundaries.forbidden.find(({ name }) => name === 'no-test-code').to.path;

const linesOf = (file) => readFileSync(path.join(ROOT, file), 'utf8').trimEnd().split('\n').length;

/** @returns {import('./lib/house.mjs').Source[]} */
function readSources() {
  const script = packageScript('dependency-cruiser/bin/dependency-cruiser.mjs');
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', '--exclude', TESTS];
  const { stdout, stderr } = spawnSync(process.execPath, [script, 'src', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (!stdout) throw new Error(stderr);
  const { modules } = JSON.parse(stdout);
  const isSource = (file) => /^src\/.*[.]tsx?$/.test(file);
  return modules
    .filter(({ source }) => isSource(source))
    .map(({ source, dependencies }) => ({
      file: source,
      lines: linesOf(source),
      imports: dependencies
        .filter(({ resolved }) => isSource(resolved))
        .map(({ resolved, dependencyTypes }) => ({ file: resolved, isType: dependencyTypes.includes('type-only') })),
    }));
}

const listed = (title, rows) => [
  `${title}: ${rows.length === 0 ? 'none' : rows.length}`,
  ...rows.map((row) => `  ${row}`),
];

function textOf({ rooms, arrows, cycles, largest, median, long }, sources) {
  const arrow = (room) => (arrows.get(room) ?? []).map(([to, count]) => `${to} (${count})`).join(', ');
  const [longest] = functionsOf(readFileSync(path.join(ROOT, ENGINE), 'utf8')).sort(
    (left, right) => right.lines - left.lines,
  );
  return [
    ...listed(
      'Rooms',
      [...rooms].map(([room, { files, lines }]) => `${room}: ${files} files, ${lines} lines`),
    ),
    '',
    ...listed(
      'Rooms that import others, with the number of imports',
      [...rooms.keys()].filter((room) => arrows.has(room)).map((room) => `${room} → ${arrow(room)}`),
    ),
    '',
    ...listed(
      'Cycles of files that load each other',
      cycles.loading.map((files) => files.join(', ')),
    ),
    ...listed(
      'Cycles of files, imports of types included',
      cycles.all.map((files) => files.join(', ')),
    ),
    ...listed(
      'Cycles of rooms',
      cycles.rooms.map((files) => files.join(', ')),
    ),
    '',
    `Files: ${sources.length}, ${median} lines in the median`,
    `Largest file: ${largest.file}, ${largest.lines} lines`,
    `Largest function of ${ENGINE}: ${longest.name}, ${longest.lines} lines from line ${longest.line}`,
    ...listed(
      `Files of more than ${LIMIT} lines`,
      long.map(({ file, lines }) => `${file}: ${lines}`),
    ),
  ].join('\n');
}

try {
  const sources = readSources();
  console.log(textOf(measureHouse(sources, LIMIT), sources));
} catch (error) {
  console.error(`[house] ${error.message}`);
  process.exitCode = 1;
}
