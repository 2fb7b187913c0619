import { expect, test } from 'vitest';
import type { RunEvent } from '../../shared/events.ts';
import { TurnId } from '../../shared/ids.ts';
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

test.each<[what: string, change: Files, words: RegExp]>([
  ['the test script', { 'package.json': json({ ...MANIFEST, scripts: { test: 'true' } }) }, /package\.json/],
  [
    'a script that it calls',
    { 'package.json': json({ ...MANIFEST, scripts: { ...MANIFEST.scripts, unit: 'true' } }) },
    /package\.json/,
  ],
  ['the program that this one starts', { 'tests/run.js': 'process.exit(0)\n' }, /tests\/run\.js/],
  [
    'a package of another host',
    { 'package-lock.json': json(LOCK).replace('registry.npmjs.org', 'evil.example') },
    /evil\.example/,
  ],
  ['a test that is deleted', { 'tests/b.test.js': null }, /deletes tests: tests\/b\.test\.js/],
  [
    'a test that is switched off',
    { 'tests/a.test.js': "test.skip('a', () => {});\n" },
    /switches tests off: tests\/a\.test\.js/,
  ],
  [
    'a key in a text',
    { 'src/a.js': `module.exports = '${KEY}';\n` },
    /^src\/a\.js, line 1: it looks like a key or token$/,
  ],
  ['a key in a picture', { 'a.png': Buffer.from(`\0\x01${KEY}\0`) }, /^a\.png: it looks like a key or token$/],
  ['hidden text', { 'src/a.js': 'module.exports = 1; // \u202E\n' }, /^src\/a\.js, line 1: characters that change/],
  ['a file that a filter would change', { '.gitattributes': '*.bin filter=lfs\n', 'x.bin': 'x' }, /x\.bin/],
])('a change is told apart: %s', async (_what, change, words) => {
  const { doubts } = await doubtsAbout(change);
  expect(doubts).toContainEqual(expect.stringMatching(words));
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
    'The session ended without a report, so its work may be unfinished.',
  ]);
});
