#!/usr/bin/env node
// The house in figures: `npm run house`. Rooms, who imports whom, cycles, and what is large. Tests do not count.
// `npm run house -- --folders` tells the same of each folder. Fails when something is not as it is wanted.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { functionsOf } from './lib/functions.mjs';
import { measureHouse, unwanted, WANTED } from './lib/house.mjs';
import { privateNamesIn } from './lib/names.mjs';
import { packageScript, ROOT } from './lib/processes.mjs';
import { WAY } from './lib/way.mjs';

const LIMIT = 300;
/** The files beside the folders of the engine join it; none of their functions should be longer. */
const COMPOSITION_ROOT = 'src/main/engine';
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

/** The longest functions of the files that join the engine. */
function largestFunctions() {
  const files = readdirSync(path.join(ROOT, COMPOSITION_ROOT)).filter((name) => /^[\w-]+[.]ts$/.test(name));
  return files
    .map((name) => path.posix.join(COMPOSITION_ROOT, name))
    .flatMap((file) => functionsOf(readFileSync(path.join(ROOT, file), 'utf8')).map((found) => ({ file, ...found })))
    .sort((left, right) => right.lines - left.lines)
    .slice(0, 5);
}

/** What private-names.mjs lists, in code that ships; the demo has words of its own. */
function privateNames(sources) {
  const code = sources.filter(({ file }) => !file.startsWith('src/demo/'));
  return privateNamesIn(code.map(({ file }) => ({ file, code: readFileSync(path.join(ROOT, file), 'utf8') })));
}

function linesOfNames(left) {
  return listed(
    'Private names that are left (scripts/lib/private-names.mjs; wanted: none)',
    left.map(({ name, write, files }) => {
      const more = files.length > 2 ? ` and ${files.length - 2} more` : '';
      return `${name} → ${write} (${files.slice(0, 2).join(', ')}${more})`;
    }),
  );
}

/** How many files one line of a dropped list passes, and what way.mjs names that is not there any more. */
function way() {
  const hops = Object.values(WAY).flat();
  const gone = hops.filter(([file, name]) => {
    const source = path.join(ROOT, 'src', file);
    return !existsSync(source) || !new RegExp(`\\b${name}\\b`).test(readFileSync(source, 'utf8'));
  });
  const files = new Set(hops.map(([file]) => file)).size;
  return { text: `One line of a dropped list passes ${files} files to its pull request (scripts/lib/way.mjs)`, gone };
}

function linesOfPart({ part, rooms, count, cycles }) {
  const wanted = part === 'src/main' ? ` (wanted: under ${WANTED.rooms} and ${WANTED.arrows})` : '';
  return [
    `${part}: ${rooms.size} rooms, ${count} arrows between them${wanted}`,
    cycles.length === 0
      ? '  no cycle of rooms, types included: no arrow runs up'
      : `  cycles of rooms: ${cycles.map((members) => members.join(', ')).join('; ')}`,
  ];
}

function linesOfFolders({ rooms, arrows, cycles }) {
  const arrow = (room) => (arrows.get(room) ?? []).map(([to, count]) => `${to} (${count})`).join(', ');
  return [
    ...listed(
      'Folders',
      [...rooms].map(([room, { files, lines }]) => `${room}: ${files} files, ${lines} lines`),
    ),
    ...listed(
      'Folders that import others, with the number of imports',
      [...rooms.keys()].filter((room) => arrows.has(room)).map((room) => `${room} → ${arrow(room)}`),
    ),
    ...listed(
      'Cycles of folders',
      cycles.map((members) => members.join(', ')),
    ),
    '',
  ];
}

function textOf(
  { parts, folders, cycles, largest, median, long },
  { files, functions, names, sentences },
  withFolders,
) {
  return [
    ...(withFolders ? linesOfFolders(folders) : []),
    ...parts.flatMap(linesOfPart),
    '',
    ...listed(
      'Cycles of files that load each other',
      cycles.loading.map((files) => files.join(', ')),
    ),
    ...listed(
      'Cycles of files, imports of types included',
      cycles.all.map((files) => files.join(', ')),
    ),
    '',
    `Files: ${files}, ${median} lines in the median`,
    `Largest file: ${largest.file}, ${largest.lines} lines`,
    ...listed(
      `Files of more than ${LIMIT} lines`,
      long.map(({ file, lines }) => `${file}: ${lines}`),
    ),
    ...listed(
      `Largest functions of ${COMPOSITION_ROOT}/*.ts (wanted: under ${WANTED.functionLines} lines)`,
      functions.map(({ file, name, line, lines }) => `${name}: ${lines} lines (${file}:${line})`),
    ),
    ...linesOfNames(names),
    ...listed('Fields of events and rows that hold sentences of the app (a new one needs a code)', sentences),
  ].join('\n');
}

try {
  // Node reads it as it is written.
  const { sentenceFields } = await import(pathToFileURL(path.join(ROOT, 'src/shared/testing/sentences.ts')).href);
  const sources = readSources();
  const house = measureHouse(sources, LIMIT);
  const functions = largestFunctions();
  const names = privateNames(sources);
  const more = { files: sources.length, functions, names, sentences: sentenceFields() };
  console.log(textOf(house, more, process.argv.includes('--folders')));
  const { text, gone } = way();
  console.log(text);
  const stale = gone.map(([file, name]) => `the way names ${name} of ${file}, which is not there`);
  const left = [...unwanted(house, functions, names), ...stale];
  console.log(listed('Not as it is wanted', left).join('\n'));
  if (left.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(`[house] ${error.message}`);
  process.exitCode = 1;
}
