import { expect, test } from 'vitest';
import type { RunEvent } from '../../shared/events.ts';
import { TurnId } from '../../shared/ids.ts';
import type { Altered, Doubt } from '../../shared/messages/doubts.ts';
import { type Files, got, startWorld, write } from '../git/testing/world.ts';
import { changeDoubts } from './change-doubts.ts';

const KEY = 'glpat-a1B2c3D4e5F6g7H8i9J0';
const MANIFEST = { name: 'x', scripts: { test: 'npm run unit', unit: 'node tests/run.js' } };
const LOCK = {
  lockfileVersion: 3,
  packages: { 'node_modules/a': { resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' } },
};
const BASE: Files = {
  'package.json': `${JSON.stringify(MANIFEST, null, 2)}\n`,
  'package-lock.json': `${JSON.stringify(LOCK, null, 2)}\n`,
  'tests/run.js': "require('./a.test.js')\n",
  'tests/a.test.js': "test('a', () => {});\n",
  'tests/b.test.js': "test('b', () => {});\n",
  'src/a.js': 'module.exports = 1;\n',
};
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What is said of a change to a repository whose check is `npm test`, all the way from the files on disk. */
async function doubtsAbout(change: Files, thread: readonly RunEvent[] = [], base: Files = BASE) {
  const world = await startWorld();
  const clone = await world.cloneOf(base);
  write(clone.treePath, change);
  const changeset = got(await world.room.readChangeset(clone, 1));
  if (!changeset) throw new Error('there is no change');
  return changeDoubts(world.room, clone, changeset, 'npm test', thread);
}

const altered = (path: string, what: Altered): Doubt => ({ code: 'check_altered', parameters: { path, what } });

test.each<[what: string, change: Files, doubt: Doubt]>([
  [
    'the test script',
    { 'package.json': json({ ...MANIFEST, scripts: { test: 'true' } }) },
    altered('package.json', 'scripts'),
  ],
  [
    'a script that it calls',
    { 'package.json': json({ ...MANIFEST, scripts: { ...MANIFEST.scripts, unit: 'true' } }) },
    altered('package.json', 'scripts'),
  ],
  [
    'the program that this one starts',
    { 'tests/run.js': 'process.exit(0)\n' },
    altered('tests/run.js', 'started_program'),
  ],
  [
    'a package of another host',
    { 'package-lock.json': json(LOCK).replace('registry.npmjs.org', 'evil.example') },
    { code: 'foreign_source', parameters: { path: 'package-lock.json', source: 'evil.example' } },
  ],
  [
    'a test that is deleted',
    { 'tests/b.test.js': null },
    { code: 'tests_deleted', parameters: { paths: ['tests/b.test.js'], more: 0 } },
  ],
  [
    'a test that is switched off',
    { 'tests/a.test.js': "test.skip('a', () => {});\n" },
    { code: 'tests_switched_off', parameters: { places: [{ path: 'tests/a.test.js', line: 1 }], more: 0 } },
  ],
  [
    'a key in a text',
    { 'src/a.js': `module.exports = '${KEY}';\n` },
    { code: 'key_in_line', parameters: { path: 'src/a.js', line: 1 } },
  ],
  [
    'a key in a picture',
    { 'a.png': Buffer.from(`\0\x01${KEY}\0`) },
    { code: 'key_in_file', parameters: { path: 'a.png' } },
  ],
  [
    'hidden text',
    { 'src/a.js': 'module.exports = 1; // \u202E\n' },
    {
      code: 'suspicious_text',
      parameters: { path: 'src/a.js', line: 1, kind: 'text_direction', excerpt: 'module.exports = 1; // ⟦U+202E⟧' },
    },
  ],
  [
    'a file that a filter would change',
    { '.gitattributes': '*.bin filter=lfs\n', 'x.bin': 'x' },
    { code: 'left_out', parameters: { why: 'filter', paths: ['x.bin'], more: 0 } },
  ],
])('a change is told apart: %s', async (_what, change, doubt) => {
  const { doubts } = await doubtsAbout(change);
  expect(doubts).toContainEqual(doubt);
});

test('an ordinary change has none, and what CI runs is named beside', async () => {
  expect(
    await doubtsAbout({ 'src/a.js': 'module.exports = 2;\n', 'tests/c.test.js': "test('c', () => {});\n" }),
  ).toEqual({
    doubts: [],
    ciFiles: [],
  });
  const { doubts, ciFiles } = await doubtsAbout({ '.github/workflows/ci.yml': 'on: push\n' });
  expect([doubts, ciFiles]).toEqual([[], ['.github/workflows/ci.yml']]);
});

test('a session that ended without a report is named', async () => {
  const turnId = TurnId.parse('turn_1');
  const finished = {
    kind: 'turn_finished',
    turnId,
    status: 'completed',
    report: null,
    error: null,
    limit: null,
  } as const;
  const thread: RunEvent[] = [{ seq: 1, at: 0, body: finished }];
  expect((await doubtsAbout({ 'src/a.js': 'module.exports = 2;\n' }, thread)).doubts).toEqual([
    { code: 'ended_without_report', parameters: {} },
  ]);
});
